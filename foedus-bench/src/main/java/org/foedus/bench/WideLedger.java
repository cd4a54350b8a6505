package org.foedus.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.Report;
import org.foedus.core.signature.Signer;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.ProposalId;
import org.foedus.link.keys.KeyFile;
import org.foedus.protocol.form.CharterForm;

/// A legal ledger of a large alliance: many members, of whom few vote; proposals with ballots;
/// mandates that are acknowledged and reported on.
final class WideLedger {
    private static final int VOTERS = 20;
    private static final int PROPOSALS = 100;
    private static final List<String> COUNTRIES = List.of("BR", "CN", "IN", "ZA", "IT", "PT", "RU");
    private static final MemberId LEAD = member(0);

    private final LedgerWriter writer;
    private final Path folder;
    private final List<Signer> keys = new ArrayList<>();

    private WideLedger(LedgerWriter writer, Path folder) {
        this.writer = writer;
        this.folder = folder;
    }

    /// Writes a ledger of `members` and of at least `entries` into a new database in `folder`.
    static void write(Path folder, int members, int entries) {
        try (var writer = new LedgerWriter(folder)) {
            var ledger = new WideLedger(writer, folder);
            ledger.found();
            for (int i = 0; i < members; i++) {
                ledger.join(i, i == 0 || i >= members - VOTERS + 1);
            }
            for (int i = 0; i < PROPOSALS; i++) {
                ledger.propose(i);
            }
            for (int i = 0; writer.state().size() < entries; i++) {
                ledger.mandate(i);
            }
        }
    }

    private static MemberId member(int number) {
        return new MemberId(String.format(Locale.ROOT, "org-%04d", number));
    }

    private void found() {
        var charter =
                """
                name: Large alliance
                lead: org-0000
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
    }

    /// Invited, applied, and admitted by those who vote.
    private void join(int number, boolean votes) {
        var key = KeyFile.create(folder.resolve("org-" + number + ".pem"));
        keys.add(key);
        var node = KeyFile.create(folder.resolve("node-" + number + ".pem")).publicKey();
        var secret = Sha256.of(("secret " + number).getBytes(StandardCharsets.UTF_8));
        writer.claim(
                writer.hub(),
                new Claim.Invite(
                        writer.header(writer.hub()),
                        secret,
                        writer.now().plus(Duration.ofHours(1)),
                        Optional.empty(),
                        votes ? MemberClass.FULL : MemberClass.OBSERVER));
        writer.claim(
                key,
                new Claim.Apply(
                        writer.header(key),
                        secret,
                        member(number),
                        "Organisation for shared models, no. " + number,
                        COUNTRIES.get(number % COUNTRIES.size()),
                        new TreeMap<>(Map.of(new NodeId(member(number) + "-1"), node)),
                        Optional.empty()));
        writer.decide();
        for (int voter = 0; voter < keys.size() - 1; voter++) {
            if (writer.state().members().containsKey(member(number))) {
                return;
            }
            if (votes(voter)) {
                writer.claim(
                        keys.get(voter),
                        new Claim.Vote(writer.header(keys.get(voter)), member(number), Choice.YES));
                writer.decide();
            }
        }
    }

    private boolean votes(int number) {
        var found = writer.state().members().get(member(number));
        return found != null && found.memberClass().votes();
    }

    private void propose(int number) {
        var instruction = instruction("decided-" + number);
        var id = new ProposalId("p-" + number);
        var lead = keys.getFirst();
        writer.claim(
                lead,
                new VotingClaim.Propose(
                        writer.header(lead),
                        id,
                        "Mandate " + number + " for all",
                        "It would let every member train on what it has.",
                        new Matter.Issue(instruction)));
        for (int voter = 0; voter < keys.size(); voter++) {
            var proposal = writer.state().proposals().get(id);
            if (proposal == null || !proposal.open()) {
                return;
            }
            // The last ones stay open.
            if (votes(voter) && number < PROPOSALS - 5) {
                writer.claim(
                        keys.get(voter),
                        new VotingClaim.Ballot(
                                writer.header(keys.get(voter)),
                                id,
                                number % 3 == 0 ? Choice.NO : Choice.YES));
                writer.decide();
            }
        }
    }

    private Instruction instruction(String id) {
        return new Instruction(
                new MandateId(id),
                "Train a shared model, " + id,
                "Each member trains on its own data and reports what it found.",
                LEAD,
                writer.now().plus(Duration.ofDays(90)),
                List.of(
                        new Mandate.Task(
                                "Train",
                                writer.now().plus(Duration.ofDays(30)),
                                Optional.of(LEAD))),
                Optional.empty());
    }

    private void mandate(int number) {
        var lead = keys.getFirst();
        var it = instruction("m-" + number);
        writer.claim(
                lead,
                new Claim.PublishMandate(
                        writer.header(lead),
                        it.id(),
                        it.title(),
                        it.text(),
                        it.lead(),
                        it.due(),
                        it.tasks()));
        if (number % 2 == 0) {
            writer.claim(lead, new MandateClaim.AcknowledgeMandate(writer.header(lead), it.id()));
        }
        if (number % 4 == 0) {
            writer.claim(
                    lead,
                    new MandateClaim.Report(
                            writer.header(lead),
                            it.id(),
                            Optional.of(1),
                            Report.Progress.DONE,
                            "All members have trained.",
                            List.of()));
        }
    }
}
