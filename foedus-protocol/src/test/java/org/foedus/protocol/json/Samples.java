package org.foedus.protocol.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.AdmissionRule;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Output;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;
import org.foedus.protocol.Golden;
import org.foedus.protocol.Keys;

/// One value of every kind, with every field set, and some with the optional ones left out.
final class Samples {
    static final Instant AT = Instant.parse("2027-01-02T03:04:05.678Z");
    static final MemberId ITALY = new MemberId("italy");
    static final NodeId NODE = new NodeId("italy-1");
    static final RunId RUN = new RunId("run-1");
    static final WorkItemId WORK = WorkItemId.of(RUN, 2, WorkItem.Kind.TRAIN, NODE);

    private Samples() {}

    static Sha256 digest(String of) {
        return Sha256.of(of.getBytes(StandardCharsets.UTF_8));
    }

    private static Claim.Header header(long sequence) {
        return new Claim.Header(digest("alliance"), sequence, AT);
    }

    static RunPlan plan() {
        return Json.read(
                Golden.read("plan-full.json").getBytes(StandardCharsets.UTF_8), RunPlan.class);
    }

    static List<Claim> claims() {
        var delta =
                new Output(digest("delta"), digest("chunks"), 178_824, Output.DELTA, Output.FP32);
        return List.of(
                new Claim.Invite(
                        header(1),
                        digest("secret"),
                        AT.plusSeconds(60),
                        Optional.of(ITALY),
                        MemberClass.OBSERVER),
                new Claim.Apply(
                        header(2),
                        digest("secret"),
                        ITALY,
                        "Associazione “IA” – Ünïcode",
                        "IT",
                        new TreeMap<>(java.util.Map.of(NODE, Keys.key(3).publicKey())),
                        Optional.of(digest("contact"))),
                new Claim.Vote(header(3), ITALY, Choice.ABSTAIN),
                new Claim.PublishMandate(
                        header(4),
                        new MandateId("clothes"),
                        "Clothes",
                        "Two\nlines",
                        ITALY,
                        AT.plusSeconds(3600),
                        List.of(new Mandate.Task("Train", AT.plusSeconds(1800)))),
                new Claim.StartRun(
                        header(5),
                        RUN,
                        plan(),
                        ClaimCodec.planDigest(plan()),
                        digest("model"),
                        178_824),
                new Claim.StopRun(header(6), RUN, "enough"),
                new Claim.Consent(
                        header(7),
                        RUN,
                        digest("plan"),
                        Claim.Decision.WITHDRAWN,
                        "owner",
                        "a new law"),
                new Claim.WorkDone(
                        header(8),
                        WORK,
                        map("delta", delta),
                        123,
                        map("accuracy", 0.1, "loss", 1e-7),
                        Optional.of(digest("metrics"))),
                new Claim.WorkDeclined(header(9), WORK, "busy"),
                new Claim.ConfirmRecovery(header(10), digest("recovered")),
                new Claim.Leave(header(Long.MAX_VALUE), "goodbye"));
    }

    /// All kinds of entries but claims.
    static List<Entry> entries() {
        var founders =
                List.of(
                        new Charter.Founder(
                                ITALY, "Italian Association for AI", "IT", MemberClass.FULL));
        return List.of(
                new Entry.Founded(
                        AT,
                        new Charter(
                                "Alliance",
                                ITALY,
                                new AdmissionRule(0.5, 0.75),
                                Charter.MandateIssuers.FULL_MEMBERS,
                                founders),
                        Keys.key(1).publicKey(),
                        digest("nonce")),
                new Entry.HubAddresses(AT, List.of("https://hub.example.org:8443")),
                new Entry.Admitted(AT, ITALY, "charter"),
                new Entry.Rejected(AT, ITALY, "1 yes, 2 no"),
                new Entry.WorkRefused(AT, WORK, "NON_FINITE", "coordinate 7 is NaN"),
                new Entry.RoundOpened(
                        AT,
                        RUN,
                        2,
                        digest("base"),
                        new TreeSet<>(List.of(NODE)),
                        AT.plusSeconds(60)),
                new Entry.RoundClosed(
                        AT,
                        RUN,
                        2,
                        new TreeSet<>(List.of(NODE)),
                        new TreeMap<>(
                                java.util.Map.of(new NodeId("india-1"), "no update in time"))),
                new Entry.RoundPublished(
                        AT,
                        RUN,
                        2,
                        digest("next"),
                        178_824,
                        Optional.of(digest("momentum")),
                        map("accuracy", 0.5)),
                new Entry.RoundFailed(AT, RUN, 3, "1 updates, 2 needed"),
                new Entry.RunFinished(AT, RUN, digest("next")),
                new Entry.RunFailed(AT, RUN, "5 rounds in a row failed"),
                new Entry.UpdatesDropped(AT, RUN, new TreeSet<>(List.of(1, 2, 10))),
                new Entry.Recovered(
                        AT,
                        40,
                        57,
                        digest("root"),
                        new TreeSet<>(List.of(NODE)),
                        new TreeSet<>(List.of(new NodeId("india-1")))),
                new Entry.BodyErased(AT, digest("body"), "asked by its subject"));
    }

    static Entry.Claimed claimed(Claim claim) {
        return new Entry.Claimed(AT, ClaimCodec.sign(claim, Keys.key(2)), claim);
    }

    private static <V> SortedMap<String, V> map(String key, V value) {
        return new TreeMap<>(java.util.Map.of(key, value));
    }

    private static <V> SortedMap<String, V> map(String key, V value, String key2, V value2) {
        return new TreeMap<>(java.util.Map.of(key, value, key2, value2));
    }
}
