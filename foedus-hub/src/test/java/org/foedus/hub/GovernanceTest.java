package org.foedus.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.Inbox;
import org.foedus.core.alliance.KeyProof;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.Screening;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.mandate.Mark;
import org.foedus.core.mandate.Report;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.run.RunPlan;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.form.CharterForm;
import org.foedus.protocol.form.PlanForm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An alliance that governs itself, told over the API of a real hub: five founders, a sixth that
/// applies, two that form a partnership, a mandate that is late, a suspension, a farewell. What is
/// refused on the way is tried on the way.
class GovernanceTest {
    private static final String RULES =
            """
            classes: [founding, full, associate, observer]
            deadlock: {extensions: 1, factor: 1/2, anyone: true}
            decisions:
              admit: {majority: '>= 2/3', quorum: 1/2, period: 7d}
              suspend: {majority: '> 1/2', quorum: 1/2, period: 3d}
            """;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final PartnershipId TWO = new PartnershipId("two");
    private static final MandateId LUNGS = new MandateId("lungs");

    @TempDir Path folder;
    private Duration ahead = Duration.ZERO;
    private final InstantSource clock = () -> Instant.now().plus(ahead);
    private LiveAlliance alliance;

    private static final Duration FORTNIGHT = Duration.ofDays(14).plusSeconds(5);

    @BeforeEach
    void found() {
        alliance = new LiveAlliance(folder, clock, RULES);
        alliance.apply("br", alliance.invite(MemberClass.FOUNDING, in(Duration.ofDays(1))));
        join("cn", MemberClass.FOUNDING, "br");
        join("in", MemberClass.FOUNDING, "br", "cn");
        join("za", MemberClass.FOUNDING, "br", "cn");
        join("it", MemberClass.OBSERVER, "br", "cn", "in");
    }

    @AfterEach
    void close() {
        try {
            everyPageAboutItCanBeRead();
        } finally {
            alliance.close();
        }
    }

    private void everyPageAboutItCanBeRead() {
        var paths =
                new ArrayList<>(
                        List.of(
                                "/",
                                "/members?page=1",
                                "/decisions",
                                "/charter",
                                "/partnerships",
                                "/programmes",
                                "/mandates?status=in_progress",
                                "/mandates?view=board",
                                "/mandates?view=calendar"));
        var state = state();
        state.members().keySet().forEach(m -> paths.add("/members/" + m));
        state.applications().keySet().forEach(m -> paths.add("/members/" + m));
        state.proposals().keySet().forEach(p -> paths.add("/decisions/" + p));
        state.partnerships().keySet().forEach(p -> paths.add("/partnerships/" + p));
        state.programmes().keySet().forEach(p -> paths.add("/programmes/" + p));
        state.mandates().keySet().forEach(m -> paths.add("/mandates/" + m));
        var reader = alliance.as("br");
        for (var path : paths) {
            var page = reader.page("/hi" + path);
            assertThat(page.status()).as(path).isEqualTo(200);
            assertThat(page.body().utf8()).as(path).contains("lang=\"hi\"");
        }
        assertThat(reader.page("/hi/decisions/none").status()).isEqualTo(404);
        assertThat(reader.page("/mandates?status=lost").status()).isEqualTo(404);
        assertThat(reader.page("/mandates?view=dream").status()).isEqualTo(404);
    }

    private void join(String member, MemberClass memberClass, String... voters) {
        alliance.apply(member, alliance.invite(memberClass, in(Duration.ofDays(1))));
        for (var voter : voters) {
            alliance.vote(voter, member, Choice.YES);
        }
        assertThat(state().active(new MemberId(member))).as(member).isTrue();
    }

    private Instant in(Duration time) {
        return clock.instant().plus(time);
    }

    /// Time passes; the hub looks at its clock.
    private void later(Duration time) {
        ahead = ahead.plus(time);
        alliance.hub().runtime().nudge();
    }

    private AllianceState state() {
        return alliance.hub().runtime().read(l -> l.state());
    }

    private Api.ClaimAnswer by(String name, Function<Claim.Header, Claim> claim) {
        return alliance.as(name).submit(claim, List.of());
    }

    private static void refused(
            ErrorCode code,
            String reason,
            org.assertj.core.api.ThrowableAssert.ThrowingCallable body) {
        assertThatThrownBy(body)
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(code);
                            assertThat(e.reason()).contains(reason);
                        });
    }

    private void propose(String by, String id, Matter matter) {
        by(by, h -> new VotingClaim.Propose(h, new ProposalId(id), id, "For the story.", matter));
    }

    private void ballot(String by, String id, Choice choice) {
        by(by, h -> new VotingClaim.Ballot(h, new ProposalId(id), choice));
    }

    private Proposal.Outcome outcome(String id) {
        var proposal = state().proposals().get(new ProposalId(id));
        return Optional.ofNullable(proposal).orElseThrow().outcome();
    }

    private Mandate lungs() {
        return Optional.ofNullable(state().mandates().get(LUNGS)).orElseThrow();
    }

    private static MemberId id(String member) {
        return new MemberId(member);
    }

    @Test
    void aNewcomerIsScreenedCommentedOnAndVotedIn() {
        amendForCare();
        var invitation = alliance.invite();
        var used = alliance.key("cn-1");
        alliance.keys.put("cl-1", used);
        refused(
                ErrorCode.ALREADY_EXISTS,
                "the key of cl-1 is known already",
                () -> alliance.apply("cl", invitation));
        alliance.keys.remove("cl-1");
        alliance.apply("cl", invitation);
        refused(
                ErrorCode.WRONG_STATE,
                "not put to the vote yet: it is in REVIEW",
                () -> alliance.vote("cn", "cl", Choice.YES));
        refused(ErrorCode.NOT_ALLOWED, "does not let cn", () -> screen("cn"));
        screen("br");
        var remark = "We know them well.";
        comment("cn", remark);
        later(Duration.ofDays(2));
        await(s -> application(s).poll().isPresent());
        refused(
                ErrorCode.NOT_ALLOWED,
                "it was not among the voters",
                () -> alliance.vote("it", "cl", Choice.YES));
        alliance.vote("br", "cl", Choice.NO);
        alliance.vote("br", "cl", Choice.YES);
        alliance.vote("cn", "cl", Choice.YES);
        alliance.vote("in", "cl", Choice.YES);
        assertThat(state().active(id("cl"))).isTrue();
        refused(
                ErrorCode.WRONG_STATE,
                "decided already",
                () -> alliance.vote("za", "cl", Choice.NO));
        var said = application(state()).remarks().getFirst().text();
        assertThat(alliance.as("in").body(said).content().utf8()).isEqualTo(remark);
        alliance.mirrored("cn");
    }

    /// The charter itself is changed by vote: screening on record, and a day to comment.
    private void amendForCare() {
        var yaml =
                """
                name: Test alliance
                lead: br
                screening: recorded
                comment: 1d
                """;
        var charter = CharterForm.read("charter.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        refused(
                ErrorCode.WRONG_STATE,
                "the charter is at version 1",
                () -> propose("cn", "stale", new Matter.Amend(7, charter)));
        propose("cn", "more-care", new Matter.Amend(1, charter));
        for (var voter : List.of("br", "cn", "in")) {
            ballot(voter, "more-care", Choice.YES);
        }
        assertThat(outcome("more-care")).isEqualTo(Proposal.Outcome.PASSED);
        assertThat(state().charterVersion()).isEqualTo(2);
    }

    private void screen(String by) {
        by(
                by,
                h ->
                        new MembershipClaim.Screen(
                                h,
                                id("cl"),
                                Screening.Result.NOT_SCREENED,
                                "no service yet",
                                Optional.empty()));
    }

    private void comment(String by, String text) {
        var content = Bytes.utf8(text);
        var salt = Bytes.of(new byte[Body.SALT_BYTES]);
        var body = Body.of(salt, content, new TreeSet<>(List.of("member")));
        alliance.as(by)
                .submit(
                        h ->
                                new MembershipClaim.Comment(
                                        h, Optional.of(id("cl")), Optional.empty(), body.digest()),
                        List.of(body));
    }

    private static org.foedus.core.alliance.Application application(AllianceState state) {
        return Optional.ofNullable(state.applications().get(id("cl"))).orElseThrow();
    }

    private void await(java.util.function.Predicate<AllianceState> wanted) {
        Optional<AllianceState> seen =
                alliance.hub().runtime().await(SOON, l -> Optional.of(l.state()).filter(wanted));
        assertThat(seen).as("what was waited for").isPresent();
    }

    @Test
    void twoFormAPartnershipWithARunOfTheirOwn() {
        refused(
                ErrorCode.NOT_ALLOWED,
                "it may not be a partner: an observer",
                () -> offer("cn", "cn", "it"));
        offer("cn", "cn", "in");
        var offer = Optional.ofNullable(state().partnerships().get(TWO)).orElseThrow().offer();
        refused(ErrorCode.NOT_ALLOWED, "za is not named", () -> sign("za", offer));
        refused(
                ErrorCode.DIGEST_MISMATCH,
                "another offer",
                () -> sign("in", Sha256.of(new byte[] {1})));
        refused(ErrorCode.WRONG_STATE, "not in force", () -> issueAndStart("early"));
        sign("in", offer);
        issueAndStart("lungs-run");
        assertThat(alliance.as("br-1").work(Duration.ZERO).consents()).isEmpty();
        assertThat(alliance.as("in-1").work(Duration.ZERO).consents()).hasSize(1);
        refused(
                ErrorCode.NOT_ALLOWED,
                "br-1 does not belong to partnership two",
                () -> alliance.consent("br-1", Claim.Decision.GRANTED));
        alliance.consent("cn-1", Claim.Decision.GRANTED);
        alliance.consent("in-1", Claim.Decision.GRANTED);
        alliance.as("cn-1").work(Duration.ZERO);
        alliance.as("in-1").work(Duration.ZERO);
        await(s -> alliance.run().round().isPresent());
        alliance.train("cn-1", 1, LiveAlliance.constant(1));
        alliance.train("in-1", 1, LiveAlliance.constant(2));
        await(s -> alliance.run().published() == 1);
        var model = alliance.run().model();
        assertThat(
                        alliance.as("in")
                                .download(
                                        model,
                                        alliance.run().modelBytes(),
                                        folder.resolve("model")))
                .isPositive();
        refused(
                ErrorCode.NOT_FOUND,
                "",
                () ->
                        alliance.as("br")
                                .download(
                                        model,
                                        alliance.run().modelBytes(),
                                        folder.resolve("stolen")));
        propose("cn", "open-it", new Matter.Release(LiveAlliance.RUN, Matter.Audience.MEMBERS));
        refused(
                ErrorCode.NOT_ALLOWED,
                "br was not among the voters",
                () -> ballot("br", "open-it", Choice.YES));
        ballot("cn", "open-it", Choice.YES);
        ballot("in", "open-it", Choice.YES);
        assertThat(
                        alliance.as("br")
                                .download(
                                        model,
                                        alliance.run().modelBytes(),
                                        folder.resolve("given")))
                .isPositive();
        alliance.mirrored("za");
    }

    private void offer(String by, String... members) {
        var named = new TreeSet<MemberId>();
        for (var member : members) {
            named.add(id(member));
        }
        by(
                by,
                h ->
                        new PartnershipClaim.OfferPartnership(
                                h,
                                TWO,
                                named,
                                in(Duration.ofDays(100)),
                                Partnership.Results.PARTNERS,
                                Optional.of(
                                        new Partnership.Terms(
                                                "Lungs",
                                                "Find what is ill.",
                                                List.of("data"),
                                                List.of("mlp"),
                                                "one card each")),
                                Optional.empty()));
    }

    private void sign(String by, Sha256 offer) {
        by(by, h -> new PartnershipClaim.SignPartnership(h, TWO, offer));
    }

    /// The alliance decides the mandate, whose lead starts the run.
    private void issueAndStart(String proposal) {
        if (!state().mandates().containsKey(LUNGS)) {
            issue(proposal);
        }
        var model =
                alliance.write(
                        "first", LiveAlliance.safetensors(new float[LiveAlliance.PARAMETERS]));
        var digest = LiveAlliance.digest(model);
        var lead = alliance.as("cn");
        lead.upload(model, digest, LiveAlliance.size(model), "model");
        alliance.start("cn", confined().startingFrom(digest, LiveAlliance.size(model)));
    }

    private void issue(String proposal) {
        propose("cn", proposal, new Matter.Issue(instruction()));
        for (var voter : List.of("br", "cn", "za")) {
            ballot(voter, proposal, Choice.YES);
        }
        assertThat(lungs().basis()).contains(new ProposalId(proposal));
    }

    private Instruction instruction() {
        return new Instruction(
                LUNGS,
                "Lungs",
                "Find what is ill.",
                id("cn"),
                in(Duration.ofDays(60)),
                List.of(
                        new Mandate.Task(
                                "Count the pictures",
                                in(Duration.ofDays(10)),
                                Optional.of(id("in")))),
                Optional.empty());
    }

    private static RunPlan confined() {
        var yaml =
                """
                mandate: lungs
                purpose: A test
                model: {architecture: mlp}
                dataset: data
                rounds: 1
                cohort: {min: 2, max: 2, reveals_updates: accepted, patience: 20s}
                round: {quorum: 2, grace: 5m, deadline: 10m}
                evaluation: {node: cn-1, dataset: held-out, deadline: 1s}
                partnership: two
                """;
        return PlanForm.read("plan.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aMandateIsLateExtendedCheckedAndFulfilled() {
        refused(
                ErrorCode.NOT_ALLOWED,
                "does not let this key publish",
                () -> by("cn", h -> publish(h, in(Duration.ofDays(9)))));
        refused(
                ErrorCode.BAD_REQUEST,
                "due: expected a time to come",
                () -> by("br", h -> publish(h, in(Duration.ofDays(-1)))));
        issue("lungs-mandate");
        refused(
                ErrorCode.NOT_ALLOWED,
                "only cn, the lead",
                () -> by("br", h -> new MandateClaim.AcknowledgeMandate(h, LUNGS)));
        by("cn", h -> new MandateClaim.AcknowledgeMandate(h, LUNGS));
        refused(
                ErrorCode.WRONG_STATE,
                "ACKNOWLEDGE is not possible",
                () -> by("cn", h -> new MandateClaim.AcknowledgeMandate(h, LUNGS)));
        later(Duration.ofDays(11));
        assertThat(Inbox.of(state(), id("in"), clock.instant()))
                .anyMatch(i -> i.kind() == Inbox.Kind.TASK_DUE && i.overdue(clock.instant()));
        refused(ErrorCode.NOT_ALLOWED, "za has no part", () -> report("za", Optional.of(1)));
        by(
                "in",
                h ->
                        new MandateClaim.AskExtension(
                                h, LUNGS, Optional.of(1), in(Duration.ofDays(9)), "sick leave"));
        refused(ErrorCode.NOT_ALLOWED, "someone else must decide", () -> answer("in"));
        answer("br");
        assertThat(lungs().dueNow(1)).isAfter(clock.instant());
        report("in", Optional.of(1));
        refused(ErrorCode.NOT_ALLOWED, "someone else must decide", () -> check("in", 1));
        check("br", 1);
        assertThat(lungs().done()).isEqualTo(1);
        later(Duration.ofDays(50));
        assertThat(lungs().marks(clock.instant(), Duration.ofDays(14))).contains(Mark.OVERDUE);
        report("cn", Optional.empty());
        check("za", 2);
        assertThat(lungs().status()).isEqualTo(MandateStatus.FULFILLED);
        alliance.mirrored("za");
    }

    private Claim publish(Claim.Header header, Instant due) {
        return new Claim.PublishMandate(
                header, LUNGS, "Lungs", "Find what is ill.", id("cn"), due, List.of());
    }

    private void report(String by, Optional<Integer> task) {
        by(
                by,
                h ->
                        new MandateClaim.Report(
                                h, LUNGS, task, Report.Progress.DONE, "Done.", List.of()));
    }

    /// The issuer leads nothing here, but the proposer of the mandate is its lead: another answers.
    private void answer(String by) {
        by(by, h -> new MandateClaim.AnswerExtension(h, LUNGS, 1, true, "get well"));
    }

    private void check(String by, int report) {
        by(
                by,
                h ->
                        new MandateClaim.CheckReport(
                                h, LUNGS, report, Report.Finding.VERIFIED, "seen"));
    }

    @Test
    void aMemberIsSuspendedAndLeaves() {
        propose("br", "rest-za", new Matter.Suspend(id("za")));
        refused(
                ErrorCode.NOT_ALLOWED,
                "za was not among the voters",
                () -> ballot("za", "rest-za", Choice.NO));
        by(
                "in",
                h ->
                        new VotingClaim.Recuse(
                                h,
                                Optional.empty(),
                                Optional.of(new ProposalId("rest-za")),
                                "our partner"));
        refused(
                ErrorCode.NOT_ALLOWED,
                "conflict of interest",
                () -> ballot("in", "rest-za", Choice.NO));
        ballot("br", "rest-za", Choice.YES);
        ballot("cn", "rest-za", Choice.YES);
        assertThat(outcome("rest-za")).isEqualTo(Proposal.Outcome.PASSED);
        refused(
                ErrorCode.NOT_ALLOWED,
                "za is suspended",
                () -> propose("za", "free-za", new Matter.Reinstate(id("za"))));
        by("za", h -> new Claim.Leave(h, "as friends"));
        assertThat(state().members().get(id("za")))
                .extracting(Member::status)
                .isEqualTo(Member.Status.WITHDRAWN);
        alliance.mirrored("cn");
    }

    @Test
    void aVoteThatTooFewCastGoesOnWithASmallerQuorum() {
        propose("br", "quiet", new Matter.Resolve());
        ballot("br", "quiet", Choice.YES);
        later(FORTNIGHT);
        await(s -> proposal(s, "quiet").poll().extensions() == 1);
        later(FORTNIGHT);
        await(s -> !proposal(s, "quiet").open());
        assertThat(outcome("quiet")).isEqualTo(Proposal.Outcome.PASSED);
        refused(ErrorCode.WRONG_STATE, "is PASSED already", () -> ballot("cn", "quiet", Choice.NO));
    }

    @Test
    void aLostKeyIsReplacedAtTheClose() {
        var next = alliance.key("cn-next");
        propose("br", "new-key", new Matter.Recover(id("cn"), next.publicKey()));
        ballot("br", "new-key", Choice.YES);
        ballot("in", "new-key", Choice.YES);
        assertThat(outcome("new-key")).isEqualTo(Proposal.Outcome.OPEN);
        later(FORTNIGHT);
        await(s -> !proposal(s, "new-key").open());
        assertThat(outcome("new-key")).isEqualTo(Proposal.Outcome.PASSED);
        by("cn-next", h -> new Claim.Leave(h, "with the new key"));
    }

    @Test
    void whoHoldsItsKeyStopsItsReplacement() {
        propose("br", "theft", new Matter.Recover(id("cn"), alliance.key("evil").publicKey()));
        ballot("br", "theft", Choice.YES);
        ballot("in", "theft", Choice.YES);
        by("cn", h -> new VotingClaim.StopProposal(h, new ProposalId("theft"), "it is here"));
        assertThat(outcome("theft")).isEqualTo(Proposal.Outcome.STOPPED);
        alliance.mirrored("in");
    }

    private static Proposal proposal(AllianceState state, String id) {
        return Optional.ofNullable(state.proposals().get(new ProposalId(id))).orElseThrow();
    }

    @Test
    void aKeyIsReplacedAndRevoked() {
        var old = alliance.key("cn");
        var next = alliance.key("cn-next");
        by(
                "cn",
                h ->
                        new MembershipClaim.RotateKey(
                                h,
                                next.publicKey(),
                                KeyProof.sign(
                                        state().allianceId(), id("cn"), old.publicKey(), next),
                                in(Duration.ofDays(3))));
        propose("cn", "by-the-old", new Matter.Resolve());
        by("cn-next", h -> new MembershipClaim.RevokeKey(h, old.publicKey(), "not needed"));
        refused(
                ErrorCode.NOT_ALLOWED,
                "this key of cn was revoked or replaced",
                () -> ballot("cn", "by-the-old", Choice.YES));
        ballot("cn-next", "by-the-old", Choice.YES);
        assertThat(proposal(state(), "by-the-old").poll().votes()).containsKey(id("cn"));
    }
}
