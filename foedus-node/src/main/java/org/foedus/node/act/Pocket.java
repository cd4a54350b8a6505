package org.foedus.node.act;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.name.Names;
import org.foedus.core.signature.Signer;
import org.foedus.link.keys.FileFailure;
import org.foedus.link.keys.KeyFile;
import org.foedus.node.home.NodeHome;
import org.foedus.portal.act.Holder;

/// The keys of a member on this machine. Each is read when it signs, and not kept.
public final class Pocket {
    private static final String PERSON = "person-";
    private static final String PEM = ".pem";

    private final NodeHome home;

    public Pocket(NodeHome home) {
        this.home = home;
    }

    /// Those that are here and can be read.
    public List<Holder> holders() {
        var found = new ArrayList<Holder>();
        readable(home.organisationKeyFile())
                .ifPresent(k -> found.add(new Holder(Holder.ORGANISATION, k.publicKey())));
        for (var person : people()) {
            readable(home.personKeyFile(person))
                    .ifPresent(k -> found.add(Holder.person(person, k.publicKey())));
        }
        readable(home.nodeKeyFile())
                .ifPresent(k -> found.add(new Holder(Holder.NODE, k.publicKey())));
        return found;
    }

    /// The key that a holder's name stands for; `NOT_FOUND`, or that it is another one by now.
    Signer signer(Holder holder) {
        var found =
                switch (holder.name()) {
                    case Holder.ORGANISATION -> home.organisationKey();
                    case Holder.NODE -> home.nodeKey();
                    default ->
                            home.personKey(
                                    holder.person()
                                            .orElseThrow(() ->
                                                    new FoedusException(
                                                            ErrorCode.NOT_FOUND,
                                                            "no key " + holder.name())));
                };
        if (!found.publicKey().equals(holder.key())) {
            throw new FoedusException(
                    ErrorCode.WRONG_STATE,
                    "the key of " + holder.name() + " was changed meanwhile: begin again");
        }
        return found;
    }

    /// The one that speaks to the hub for this machine: the organisation's, or else the node's.
    public Signer reader() {
        return readable(home.organisationKeyFile()).orElseGet(home::nodeKey);
    }

    private static Optional<Signer> readable(Path file) {
        try {
            return Files.exists(file) ? Optional.of(KeyFile.load(file)) : Optional.empty();
        } catch (FoedusException e) {
            // The doctor says what is wrong with it.
            return Optional.empty();
        }
    }

    private List<String> people() {
        var folder = home.organisationKeyFile().resolveSibling(".").normalize();
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        var names = new TreeSet<String>();
        try (var files = Files.newDirectoryStream(folder, PERSON + "*" + PEM)) {
            for (var file : files) {
                var name = String.valueOf(file.getFileName());
                names.add(name.substring(PERSON.length(), name.length() - PEM.length()));
            }
        } catch (IOException e) {
            throw FileFailure.of("list " + folder, e);
        }
        names.removeIf(n -> !n.matches(Names.PATTERN));
        return List.copyOf(names);
    }
}
