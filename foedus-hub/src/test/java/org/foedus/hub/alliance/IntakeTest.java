package org.foedus.hub.alliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.alliance.Right;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.ProposalId;
import org.foedus.link.keys.KeyFile;
import org.foedus.protocol.form.CharterForm;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.store.memory.MemoryLedger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A member that says as much as it can.
class IntakeTest {
    private static final int PER_HOUR = 5;
    private static final int PER_DAY = 8;
    private static final Instant NOON = Instant.parse("2027-01-01T12:00:00Z");
    private static final Optional<Integer> DEFAULT = Optional.empty();

    @TempDir Path folder;
    private final MemoryLedger ledger = new MemoryLedger();
    private final Map<PublicKey, Long> sequences = new HashMap<>();
    private Instant now = NOON;
    private Signer operator;
    private Signer br;
    private Signer cn;
    private HubLogic logic;
    private int number;
    private long free = Long.MAX_VALUE;

    @BeforeEach
    void found() {
        operator = KeyFile.create(folder.resolve("identity.pem"));
        br = KeyFile.create(folder.resolve("br.pem"));
        cn = KeyFile.create(folder.resolve("cn.pem"));
        start(ClaimLimits.DEFAULT);
        var charter =
                """
                name: Test alliance
                lead: br
                admission: {threshold: 0.5, quorum: 0.5}
                mandates: lead
                founders: []
                """;
        logic.found(
                CharterForm.read("charter.yaml", charter.getBytes(StandardCharsets.UTF_8)),
                List.of("127.0.0.1:8443"),
                Sha256.of(new byte[1]));
        join("br", br);
        join("cn", cn);
        submit(br, h -> new Claim.Vote(h, new MemberId("cn"), Choice.YES));
        assertThat(logic.state().members()).hasSize(2);
    }

    /// As a hub does that was stopped and comes again.
    private void start(ClaimLimits limits) {
        logic =
                new HubLogic(
                        ledger,
                        operator,
                        () -> now,
                        RecoveryMark.inMemory(),
                        Recovering.WAIT,
                        limits,
                        () -> free);
    }

    private static ClaimLimits few() {
        return new ClaimLimits(
                Optional.of(PER_HOUR),
                Optional.of(PER_DAY),
                DEFAULT,
                DEFAULT,
                Optional.of(PER_HOUR),
                DEFAULT,
                Optional.of(3),
                DEFAULT);
    }

    private static ClaimLimits bytes(int own, int inAll) {
        return new ClaimLimits(
                DEFAULT,
                DEFAULT,
                Optional.of(own),
                Optional.of(inAll),
                DEFAULT,
                DEFAULT,
                DEFAULT,
                DEFAULT);
    }

    private void join(String name, Signer key) {
        var secret = Sha256.of(name.getBytes(StandardCharsets.UTF_8));
        var nodes = new TreeMap<NodeId, PublicKey>();
        nodes.put(
                new NodeId(name + "-1"),
                KeyFile.create(folder.resolve(name + "-1.pem")).publicKey());
        submit(
                operator,
                h ->
                        new Claim.Invite(
                                h,
                                secret,
                                now.plus(Duration.ofDays(1)),
                                Optional.empty(),
                                MemberClass.FULL));
        submit(
                key,
                h ->
                        new Claim.Apply(
                                h,
                                secret,
                                new MemberId(name),
                                "Association " + name,
                                "BR",
                                nodes,
                                Optional.empty()));
    }

    private void submit(Signer key, Function<Claim.Header, Claim> claim) {
        long sequence = sequences.merge(key.publicKey(), 1L, Long::sum);
        var made = claim.apply(new Claim.Header(logic.state().allianceId(), sequence, now));
        var answer = logic.submit(ClaimCodec.sign(made, key), made, List.of(), Optional.empty());
        assertThat(answer.outcome()).isEqualTo("accepted");
    }

    private FoedusException refused(Signer key, Function<Claim.Header, Claim> claim) {
        var refusal = catchThrowableOfType(FoedusException.class, () -> submit(key, claim));
        assertThat(refusal.code()).as(refusal.reason()).isEqualTo(ErrorCode.TOO_MANY);
        return refusal;
    }

    private Claim communique(Claim.Header header) {
        return communique(header, 1);
    }

    private Claim communique(Claim.Header header, int letters) {
        number++;
        var texts = new TreeMap<String, Communique.Text>();
        texts.put("en", new Communique.Text("News", "a".repeat(letters)));
        return new CommuniqueClaim.PublishCommunique(
                header,
                new CommuniqueId("news-" + number),
                "en",
                texts,
                Communique.Voice.MEMBER,
                Optional.empty(),
                Communique.Audience.PUBLIC);
    }

    private static Claim back(Claim.Header header, String id) {
        return new CommuniqueClaim.WithdrawCommunique(header, new CommuniqueId(id), "a mistake");
    }

    private Claim proposal(Claim.Header header) {
        number++;
        return new VotingClaim.Propose(
                header,
                new ProposalId("p-" + number),
                "A question",
                "Yes or no.",
                new Matter.Resolve());
    }

    private static Claim ballot(Claim.Header header, String id, Choice choice) {
        return new VotingClaim.Ballot(header, new ProposalId(id), choice);
    }

    private void spend(Signer key) {
        for (int i = 0; i < PER_HOUR; i++) {
            submit(key, this::communique);
        }
    }

    @Test
    void whoSaysTooMuchInAnHourIsToldFromWhenOnItIsTakenAgain() {
        start(few());
        spend(cn);
        now = NOON.plus(Duration.ofMinutes(20));

        var refusal = refused(cn, this::communique);

        assertThat(refusal.reason()).contains("cn added 5 claims in an hour", "2027-01-01T13:00");
        assertThat(refusal.retryAfter()).contains(Duration.ofMinutes(40));
        now = NOON.plus(Duration.ofMinutes(40)).plus(Duration.ofMinutes(20));
        submit(cn, this::communique);
    }

    @Test
    void aRestartedHubRemembersWhatWasSaid() {
        start(few());
        spend(cn);
        start(few());
        refused(cn, this::communique);

        now = NOON.plus(Duration.ofHours(1));
        for (int i = PER_HOUR; i < PER_DAY; i++) {
            submit(cn, this::communique);
        }
        now = NOON.plus(Duration.ofHours(3));
        start(few());
        assertThat(refused(cn, this::communique).reason()).contains("8 claims in a day");
        now = NOON.plus(Duration.ofDays(1));
        submit(cn, this::communique);
    }

    @Test
    void othersSpeakAndWhoSaidTooMuchStillVotesTakesBackAndLeaves() {
        start(few());
        submit(br, this::proposal);
        var question = "p-" + number;
        spend(cn);
        refused(cn, this::communique);

        submit(br, this::communique);
        submit(cn, h -> back(h, "news-" + (number - 2)));
        submit(cn, h -> ballot(h, question, Choice.NO));
        submit(cn, h -> new Claim.Leave(h, "it is over"));
    }

    @Test
    void votesHaveALimitOfTheirOwnThatTakesNothingFromWhatIsSaid() {
        start(few());
        submit(br, this::proposal);
        var question = "p-" + number;
        for (int i = 0; i < PER_HOUR; i++) {
            var choice = i % 2 == 0 ? Choice.ABSTAIN : Choice.YES;
            submit(cn, h -> ballot(h, question, choice));
        }
        var refusal = refused(cn, h -> ballot(h, question, Choice.YES));
        assertThat(refusal.reason()).contains("cn voted and consented 5 times in an hour");
        submit(cn, this::communique);
        submit(br, h -> ballot(h, question, Choice.ABSTAIN));
    }

    @Test
    void aKeyIsRevokedAlsoWhenEverythingIsSpent() {
        start(few());
        var ana = KeyFile.create(folder.resolve("ana.pem"));
        submit(
                cn,
                h ->
                        new MembershipClaim.DelegatePerson(
                                h,
                                "ana",
                                ana.publicKey(),
                                new TreeSet<>(List.of(Right.NEWS)),
                                now));
        for (int i = 1; i < PER_HOUR; i++) {
            submit(ana, this::communique);
        }
        refused(ana, this::communique);
        refused(cn, this::communique);

        submit(cn, h -> new MembershipClaim.RevokeKey(h, ana.publicKey(), "it was stolen"));
    }

    @Test
    void bytesAreLimitedAndTogetherMembersFillNoMoreThanTheDaysShare() {
        start(bytes(2, 1));
        int most = 0;
        while (most < 300 && taken(cn)) {
            most++;
        }
        // More than its share of 512 KiB; the rest of the day's MiB is for whoever said less.
        assertThat(most * (long) Communique.MAX_BODY).isBetween(1L << 19, 1L << 20);
        submit(br, h -> communique(h, Communique.MAX_BODY));

        start(bytes(1, 100));
        while (taken(cn)) {
            most++;
        }
        assertThat(most * (long) Communique.MAX_BODY).isBetween(1L << 19, 1L << 20);
        assertThat(refused(cn, h -> communique(h, Communique.MAX_BODY)).reason())
                .contains("cn would add more than 1048576 bytes in a day");
    }

    private boolean taken(Signer key) {
        try {
            submit(key, h -> communique(h, Communique.MAX_BODY));
            return true;
        } catch (FoedusException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY);
            return false;
        }
    }

    @Test
    void theEndOfTheDiskIsForVotesAndWithdrawalsAndTheLastOfItForAStart() {
        submit(br, this::proposal);
        var question = "p-" + number;
        submit(cn, this::communique);
        free = (8L << 20) - 1;
        full(cn, this::communique);
        submit(cn, h -> ballot(h, question, Choice.ABSTAIN));
        free = (2L << 20) - 1;
        full(br, h -> ballot(h, question, Choice.ABSTAIN));
        free = 8L << 20;
        submit(cn, this::communique);
    }

    private void full(Signer key, Function<Claim.Header, Claim> claim) {
        var refusal = catchThrowableOfType(FoedusException.class, () -> submit(key, claim));
        assertThat(refusal.code()).as(refusal.reason()).isEqualTo(ErrorCode.DISK_FULL);
    }

    @Test
    void noMemberHasMoreThanSoManyProposalsOpen() {
        start(few());
        for (int i = 0; i < 3; i++) {
            submit(cn, this::proposal);
        }
        assertThat(refused(cn, this::proposal).reason()).contains("cn has 3 proposals open");
        submit(
                cn,
                h ->
                        new VotingClaim.WithdrawProposal(
                                h, new ProposalId("p-" + (number - 1)), "enough"));
        submit(cn, this::proposal);
    }
}
