package org.foedus.cli.alliance;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.BiFunction;
import org.foedus.core.alliance.KeyProof;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.alliance.Right;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.ErrorType;
import org.foedus.core.error.FoedusException;
import org.foedus.core.name.Names;
import org.foedus.core.signature.PublicKey;
import org.foedus.node.home.NodeHome;

/// The keys of a member, and how they change: what the organisation key says.
public final class Keyring {
    private final NodeHome home;
    private final Instant now;

    public Keyring(NodeHome home, Instant now) {
        this.home = home;
        this.now = now;
    }

    /// A key that took its place.
    ///
    /// @param file where it is; none if it lies elsewhere
    /// @param old where the one before it is kept
    /// @param until when the one before it ceases to hold
    public record Changed(PublicKey key, Optional<Path> file, Optional<Path> old, Instant until) {}

    /// Another organisation key. Where an earlier try was cut short after the hub took the key, or
    /// members recovered this one by a vote, it is only put in its place.
    public Changed rotate(Duration overlap) {
        var change = new KeyChange(home.organisationKeyFile());
        var until = now.plus(overlap);
        boolean begun = change.begun();
        var next = change.next();
        if (!begun || !Access.speaks(home, next)) {
            var old = home.organisationKey();
            try (var by = Access.signing(home, old)) {
                var alliance = by.state().allianceId();
                by.requireTrust();
                var proof =
                        KeyProof.sign(alliance, home.settings().member(), old.publicKey(), next);
                by.hub()
                        .submit(
                                h ->
                                        new MembershipClaim.RotateKey(
                                                h, next.publicKey(), proof, until),
                                List.of());
            }
        }
        var changed = installed(change, home.organisationKeyFile(), next.publicKey(), until);
        follow();
        return changed;
    }

    /// Brings the copy of the ledger past the change, with the key that is in its place now.
    private void follow() {
        try (var by = Access.signing(home.folder())) {
            by.state();
        } catch (FoedusException e) {
            if (e.code().type() != ErrorType.EXTERNAL) {
                throw e;
            }
            // the hub took the key; the copy follows at the next command
        }
    }

    /// A node's key: this machine's node gets a new one, unless the key is given.
    public Changed delegate(NodeId node, Optional<PublicKey> given, Duration overlap) {
        if (given.isEmpty() && !node.equals(home.settings().node())) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    home.folder()
                            + " is node "
                            + home.settings().node()
                            + ": make the key of "
                            + node
                            + " on its own machine (foedus key new) and give it here by --key");
        }
        return delegate(
                home.nodeKeyFile(),
                given,
                overlap,
                (h, key) -> new MembershipClaim.DelegateNode(h, node, key, now.plus(overlap)));
    }

    /// A person's key, and what that person may sign.
    public Changed delegate(
            String name, SortedSet<Right> rights, Optional<PublicKey> given, Duration overlap) {
        Names.check("name", name);
        return delegate(
                home.personKeyFile(name),
                given,
                overlap,
                (h, key) ->
                        new MembershipClaim.DelegatePerson(
                                h, name, key, rights, now.plus(overlap)));
    }

    private Changed delegate(
            Path file,
            Optional<PublicKey> given,
            Duration overlap,
            BiFunction<Claim.Header, PublicKey, Claim> claim) {
        var until = now.plus(overlap);
        if (given.isPresent()) {
            submit(claim, given.get());
            return new Changed(given.get(), Optional.empty(), Optional.empty(), until);
        }
        var change = new KeyChange(file);
        boolean begun = change.begun();
        var next = change.next();
        if (!begun || !Access.speaks(home, next)) {
            submit(claim, next.publicKey());
        }
        return installed(change, file, next.publicKey(), until);
    }

    private void submit(BiFunction<Claim.Header, PublicKey, Claim> claim, PublicKey key) {
        try (var by = Access.signing(home.folder())) {
            by.submit(h -> claim.apply(h, key), List.of());
        }
    }

    private static Changed installed(KeyChange change, Path file, PublicKey key, Instant until) {
        var old = change.install(until);
        return new Changed(key, Optional.of(file), old, until);
    }

    /// The key that `name` stands for: a public key, or the name of a node or a person.
    public static PublicKey called(Member member, String name) {
        if (name.matches("[0-9a-f]{64}")) {
            return new PublicKey(name);
        }
        var node =
                member.nodes().entrySet().stream()
                        .filter(e -> e.getKey().value().equals(name))
                        .map(java.util.Map.Entry::getValue)
                        .findFirst();
        var person = Optional.ofNullable(member.people().get(name)).map(p -> p.key());
        if (node.isPresent() && person.isPresent()) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    name + " is a node and a person: name the key itself (foedus key list)");
        }
        return node.or(() -> person)
                .orElseThrow(() ->
                        new FoedusException(
                                ErrorCode.NOT_FOUND,
                                member.id()
                                        + " has no node and no person "
                                        + name
                                        + ": foedus key list"));
    }
}
