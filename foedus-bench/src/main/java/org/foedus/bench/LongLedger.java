package org.foedus.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.link.keys.KeyFile;
import org.foedus.protocol.form.CharterForm;
import org.foedus.protocol.form.PlanForm;
import org.foedus.protocol.json.ClaimCodec;

/// A legal ledger of many entries: one member, one run, and a consent that is granted and withdrawn
/// over and over.
final class LongLedger {
    private static final MemberId MEMBER = new MemberId("br");
    private static final NodeId NODE = new NodeId("br-1");
    private static final RunId RUN = new RunId("run-1");
    private static final MandateId MANDATE = new MandateId("m-1");

    private final LedgerWriter writer;
    private final Signer organisation;
    private final Signer node;

    private LongLedger(LedgerWriter writer, Path folder) {
        this.writer = writer;
        this.organisation = KeyFile.create(folder.resolve("organisation.pem"));
        this.node = KeyFile.create(folder.resolve("node.pem"));
    }

    /// The hub's key in a folder that was written.
    static Signer hub(Path folder) {
        return KeyFile.load(folder.resolve("identity.pem"));
    }

    /// Writes `entries` entries into a new database in `folder`.
    static void write(Path folder, int entries) {
        try (var writer = new LedgerWriter(folder)) {
            var ledger = new LongLedger(writer, folder);
            ledger.found();
            ledger.start();
            for (int i = 0; writer.state().size() < entries; i++) {
                ledger.consent(i % 2 == 0 ? Claim.Decision.GRANTED : Claim.Decision.WITHDRAWN);
            }
        }
    }

    private void found() {
        var charter =
                """
                name: Benchmark
                lead: br
                admission: {threshold: 0.5, quorum: 0.5}
                mandates: lead
                founders: []
                """;
        writer.add(
                new Entry.Founded(
                        writer.now(),
                        CharterForm.read("charter.yaml", charter.getBytes(StandardCharsets.UTF_8)),
                        writer.hub().publicKey(),
                        Sha256.of(new byte[1])));
        var secret = Sha256.of(new byte[2]);
        writer.claim(
                writer.hub(),
                new Claim.Invite(
                        writer.header(writer.hub()),
                        secret,
                        writer.now().plusSeconds(3600),
                        Optional.empty(),
                        MemberClass.FULL));
        var nodes = new TreeMap<NodeId, PublicKey>();
        nodes.put(NODE, node.publicKey());
        writer.claim(
                organisation,
                new Claim.Apply(
                        writer.header(organisation),
                        secret,
                        MEMBER,
                        "Association br",
                        "BR",
                        nodes,
                        Optional.empty()));
        writer.add(new Entry.Admitted(writer.now(), MEMBER, "charter: lead"));
    }

    private void start() {
        writer.claim(
                organisation,
                new Claim.PublishMandate(
                        writer.header(organisation),
                        MANDATE,
                        "A test",
                        "Train.",
                        MEMBER,
                        writer.now().plusSeconds(86_400L * 365),
                        List.of()));
        var plan = plan().startingFrom(Sha256.of(new byte[3]), 4096);
        writer.claim(
                organisation,
                new Claim.StartRun(
                        writer.header(organisation), RUN, plan, ClaimCodec.planDigest(plan)));
    }

    private static RunPlan plan() {
        var yaml =
                """
                mandate: m-1
                purpose: A test
                model: {architecture: mlp}
                dataset: data
                rounds: 1
                cohort: {min: 3, max: 3, patience: 1s}
                evaluation: {node: br-1, dataset: held-out, deadline: 1s}
                auditors: [br]
                """;
        return PlanForm.read("plan.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    private void consent(Claim.Decision decision) {
        var digest = java.util.Objects.requireNonNull(writer.state().runs().get(RUN)).planDigest();
        writer.claim(
                node,
                new Claim.Consent(
                        writer.header(node), RUN, digest, decision, "owner", "benchmark"));
    }
}
