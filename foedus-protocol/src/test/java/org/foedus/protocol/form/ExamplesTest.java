package org.foedus.protocol.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.core.alliance.MemberClass.ASSOCIATE;
import static org.foedus.core.alliance.MemberClass.FULL;
import static org.foedus.core.alliance.MemberClass.OBSERVER;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeSet;
import org.foedus.core.aggregate.ServerOptimizer;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.Governance;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.Screening;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.policy.NodePolicy;
import org.foedus.core.policy.Request;
import org.foedus.core.run.RunPlan;
import org.foedus.core.vote.Fraction;
import org.foedus.core.vote.Kind;
import org.foedus.core.vote.Majority;
import org.foedus.core.vote.VotingRule;
import org.junit.jupiter.api.Test;

/// The files in `examples/` are read, and belong together.
final class ExamplesTest {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private static final MemberId BRAZIL = new MemberId("brazil");

    static byte[] example(String name) {
        try {
            return Files.readAllBytes(
                    Path.of(System.getProperty("foedus.root", "..")).resolve("examples", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RunPlan plan() {
        return PlanForm.read("plan.yaml", example("plan.yaml"));
    }

    private static Instruction mandate() {
        return MandateForm.read("mandate.yaml", example("mandate.yaml"), NOW);
    }

    @Test
    void theCharterNamesFiveFoundersOneOfThemAnObserver() {
        var charter = CharterForm.read("charter.yaml", example("charter.yaml"));
        assertThat(charter.lead()).isEqualTo(BRAZIL);
        assertThat(charter.founders())
                .extracting(Charter.Founder::country)
                .containsExactly("BR", "CN", "IN", "ZA", "IT");
        assertThat(charter.founders())
                .extracting(Charter.Founder::memberClass)
                .containsExactly(FULL, FULL, FULL, FULL, OBSERVER);
    }

    private static Charter ready(String name) {
        return CharterForm.read(name, example("charters/" + name + ".yaml"));
    }

    @Test
    void aLeagueOfTwoDecidesNothingAgainstOneOfThem() {
        var charter = ready("bilateral");
        assertThat(charter.founders()).hasSize(2);
        assertThat(charter.mandateIssuers()).isEqualTo(Charter.MandateIssuers.FULL_MEMBERS);
        for (var kind :
                List.of(
                        Kind.ADMIT,
                        Kind.AMEND,
                        Kind.MANDATE,
                        Kind.FEDERATE,
                        Kind.SUSPEND,
                        Kind.EXPEL,
                        Kind.RECOVER)) {
            assertThat(charter.governs().rule(kind).minYes()).as(kind.name()).isEqualTo(2);
        }
        assertThat(charter.governs().deadlock())
                .isEqualTo(new Governance.Deadlock(1, new Fraction(1, 1), false));
    }

    @Test
    void nationalAssociationsCommentBeforeTheyVoteAndObserversLookOn() {
        var charter = ready("national-associations");
        assertThat(charter.lead()).isEqualTo(BRAZIL);
        assertThat(charter.governs().screening()).isEqualTo(Screening.Need.RECORDED);
        assertThat(charter.governs().comment()).isEqualTo(Duration.ofDays(7));
        assertThat(charter.founders().getLast().memberClass()).isEqualTo(OBSERVER);
        assertThat(charter.governs().rule(Kind.RECOVER).electors())
                .isEqualTo(VotingRule.Electors.FOUNDERS);
    }

    @Test
    void hospitalsAdmitNobodyWhoWasNotFoundClear() {
        var charter = ready("hospitals");
        assertThat(charter.governs().screening()).isEqualTo(Screening.Need.CLEAR);
        assertThat(charter.governs().screeners().contains(new MemberId("ethics-board"))).isTrue();
        assertThat(charter.governs().screeners().contains(new MemberId("city-hospital"))).isFalse();
        assertThat(charter.governs().weights()).isEmpty();
        assertThat(charter.governs().classes()).containsExactly(FULL, ASSOCIATE, OBSERVER);
        assertThat(charter.governs().rule(Kind.RELEASE))
                .isEqualTo(
                        new VotingRule(
                                Majority.parse(">= 1/1"),
                                new Fraction(1, 1),
                                Duration.ofDays(30),
                                VotingRule.Electors.PARTICIPANTS,
                                2));
    }

    @Test
    void theMandateIsTheLeadsAndTheLastTaskIsDueWithIt() {
        assertThat(mandate().lead()).isEqualTo(BRAZIL);
        assertThat(mandate().tasks().getLast().due()).isEqualTo(mandate().due());
    }

    @Test
    void thePlanIsUnderTheMandateAndIsTheDemos() {
        var plan = plan();
        assertThat(plan.mandate()).isEqualTo(mandate().id());
        assertThat(plan.rounds()).isEqualTo(30);
        assertThat(plan.training())
                .isEqualTo(new RunPlan.Training(20, 32, 0.05, 0.9, 0, RunPlan.Schedule.COSINE, 0));
        assertThat(plan.serverOptimizer())
                .isEqualTo(new ServerOptimizer(ServerOptimizer.Kind.FEDAVGM, 1, 0.5));
        assertThat(plan.cohort()).isEqualTo(new RunPlan.Cohort(3, 5, Duration.ofSeconds(30)));
        assertThat(plan.round().quorum()).isEqualTo(5);
        assertThat(plan.evaluation().node().value()).isEqualTo("brazil-1");
        assertThat(plan.auditors()).containsExactly(BRAZIL);
    }

    @Test
    void thePolicyPermitsThePlanAndRefusesAnotherLeads() {
        var policy = PolicyForm.read("policy.yaml", example("policy.yaml"), PolicyFormTest.WORDS);
        var lead = mandate().lead();
        var now = NOW.atZone(ZoneOffset.UTC);
        assertThat(policy.decide(new Request(plan(), lead, BRAZIL, new TreeSet<>(), now)))
                .isEqualTo(new NodePolicy.Permit("clothes-for-the-lead"));
        assertThat(
                        policy.decide(
                                new Request(
                                        plan(), lead, new MemberId("india"), new TreeSet<>(), now)))
                .isInstanceOf(NodePolicy.Refuse.class);
    }
}
