package org.foedus.node.home;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.foedus.cel.Cel;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.name.Names;
import org.foedus.core.policy.ConditionLanguage;
import org.foedus.core.policy.NodePolicy;
import org.foedus.core.signature.Signer;
import org.foedus.link.keys.KeyFile;
import org.foedus.link.keys.PrivateFile;
import org.foedus.link.keys.PrivateFolder;
import org.foedus.node.consent.ConsentBook;
import org.foedus.node.dataset.DatasetBook;
import org.foedus.protocol.form.PolicyForm;
import org.foedus.protocol.form.Yaml;
import org.foedus.protocol.json.Json;

/// The folder of a node.
///
/// ```
/// node.yaml            who and how            policy.yaml    which plans it consents to
/// keys/organisation.pem, keys/node.pem        datasets.yaml  names of data and where it lies
/// keys/person-NAME.pem of who may sign, too
/// consents.yaml        consents in advance
/// hub                  the pinned hub         ledger/        the mirror
/// cache/ models        outbox/ updates        outgoing.jsonl what left this building
/// ```
public final class NodeHome {
    private static final int MAX_PIN_BYTES = 64 * 1024;
    private static final String EMPTY_POLICY =
            """
            # Which run plans this node consents to by itself; the first rule that matches decides.
            # Without a rule every plan waits for you: foedus node review.
            rules: []
            """;

    private final Path folder;
    private final Cel conditions = new Cel();

    private NodeHome(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /// An existing folder.
    ///
    /// @throws FoedusException `NOT_FOUND` if no node was set up there, `KEY_EXPOSED` if others may
    ///   enter it
    public static NodeHome open(Path folder) {
        var home = new NodeHome(folder);
        if (!Files.isRegularFile(home.settingsFile())) {
            throw new FoedusException(
                    ErrorCode.NOT_FOUND,
                    "there is no node in " + home.folder + ": set one up with foedus join");
        }
        PrivateFolder.create(home.folder);
        return home;
    }

    /// Sets a node up: folders, keys that do not exist yet, an empty policy. Settings that exist
    /// are refused as `ALREADY_EXISTS`.
    public static NodeHome create(Path folder, NodeSettings settings) {
        var home = new NodeHome(folder);
        PrivateFolder.create(home.folder);
        if (Files.exists(home.settingsFile())) {
            throw new FoedusException(
                    ErrorCode.ALREADY_EXISTS,
                    "there is a node in " + home.folder + " already: choose another folder");
        }
        for (var inner : new Path[] {home.keys(), home.ledger(), home.cache(), home.outbox()}) {
            PrivateFolder.create(inner);
        }
        for (var key : new Path[] {home.organisationKeyFile(), home.nodeKeyFile()}) {
            if (!Files.exists(key)) {
                KeyFile.create(key);
            }
        }
        createOnce(home.policyFile(), EMPTY_POLICY);
        createOnce(home.datasetsFile(), DatasetBook.empty().yaml());
        PrivateFile.write(home.settingsFile(), settings.yaml());
        return home;
    }

    private static void createOnce(Path file, String text) {
        if (!Files.exists(file)) {
            PrivateFile.create(file, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /// Lets no other process work here until closed.
    public HomeLock lock() {
        return HomeLock.take(folder.resolve("node.lock"));
    }

    /// The process that works here now, if one does.
    public Optional<Long> worker() {
        return HomeLock.holder(folder.resolve("node.lock"));
    }

    public Path folder() {
        return folder;
    }

    public Path ledger() {
        return folder.resolve("ledger");
    }

    public Path cache() {
        return folder.resolve("cache");
    }

    public Path outbox() {
        return folder.resolve("outbox");
    }

    public Path outgoingFile() {
        return folder.resolve("outgoing.jsonl");
    }

    public Path policyFile() {
        return folder.resolve("policy.yaml");
    }

    private Path keys() {
        return folder.resolve("keys");
    }

    public Path organisationKeyFile() {
        return keys().resolve("organisation.pem");
    }

    public Path nodeKeyFile() {
        return keys().resolve("node.pem");
    }

    /// The key of a person who may sign for the organisation.
    public Path personKeyFile(String name) {
        return keys().resolve("person-" + Names.check("person", name) + ".pem");
    }

    private Path settingsFile() {
        return folder.resolve("node.yaml");
    }

    private Path datasetsFile() {
        return folder.resolve("datasets.yaml");
    }

    private Path consentsFile() {
        return folder.resolve("consents.yaml");
    }

    private Path pinFile() {
        return folder.resolve("hub");
    }

    /// The organisation's key; it need not be on the machine of every node.
    public Signer organisationKey() {
        return KeyFile.load(organisationKeyFile());
    }

    public Signer nodeKey() {
        return KeyFile.load(nodeKeyFile());
    }

    /// The key of a person who may sign for the organisation.
    public Signer personKey(String name) {
        return KeyFile.load(personKeyFile(name));
    }

    public NodeSettings settings() {
        return NodeSettings.read("node.yaml", read(settingsFile(), Yaml.MAX_BYTES));
    }

    public void keep(NodeSettings settings) {
        PrivateFile.write(settingsFile(), settings.yaml());
    }

    public HubPin hub() {
        return Json.read(read(pinFile(), MAX_PIN_BYTES), HubPin.class);
    }

    public void keep(HubPin pin) {
        PrivateFile.write(pinFile(), Json.pretty(Json.write(pin)).getBytes(StandardCharsets.UTF_8));
    }

    /// The policy with the standing consents; a node without one permits nothing.
    public NodePolicy policy() {
        return rules().with(consents().standing());
    }

    /// The policy file alone.
    public NodePolicy rules() {
        return PolicyForm.read("policy.yaml", read(policyFile(), Yaml.MAX_BYTES), conditions);
    }

    /// Standing consents; a node without a file of them has none.
    public ConsentBook consents() {
        return PrivateFile.read(consentsFile(), Yaml.MAX_BYTES)
                .map(bytes -> ConsentBook.read("consents.yaml", bytes, conditions))
                .orElseGet(ConsentBook::empty);
    }

    public void keep(ConsentBook consents) {
        PrivateFile.write(consentsFile(), consents.yaml().getBytes(StandardCharsets.UTF_8));
    }

    /// The language of conditions.
    public ConditionLanguage conditions() {
        return conditions;
    }

    public DatasetBook datasets() {
        return DatasetBook.read("datasets.yaml", read(datasetsFile(), Yaml.MAX_BYTES));
    }

    public void keep(DatasetBook datasets) {
        PrivateFile.write(datasetsFile(), datasets.yaml().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] read(Path file, int maxBytes) {
        return PrivateFile.read(file, maxBytes)
                .orElseThrow(() ->
                        new FoedusException(
                                ErrorCode.NOT_FOUND,
                                file + " is missing: set the node up with foedus join"));
    }
}
