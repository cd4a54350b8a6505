package org.foedus.protocol.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.core.alliance.MemberClass.FULL;
import static org.foedus.core.alliance.MemberClass.OBSERVER;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.TreeSet;
import org.foedus.core.aggregate.ServerOptimizer;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.policy.NodePolicy;
import org.foedus.core.policy.Request;
import org.foedus.core.run.RunPlan;
import org.junit.jupiter.api.Test;

/// The files in `examples/` are read, and belong together.
final class ExamplesTest {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private static final MemberId BRAZIL = new MemberId("brazil");

    private static byte[] example(String name) {
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
