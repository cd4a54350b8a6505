package org.foedus.cel;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.TreeSet;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.policy.Request;
import org.foedus.core.run.RunPlan;
import org.foedus.protocol.form.PlanForm;

/// A plan to judge: 100 rounds of 20 steps, led and started by Brazil, audited by China and India,
/// on a Tuesday at 22:30.
final class Plans {
    static final ZonedDateTime NIGHT =
            LocalDateTime.of(2027, 3, 30, 22, 30).atZone(ZoneOffset.ofHours(2));

    private Plans() {}

    static RunPlan plan() {
        var yaml =
                """
                mandate: clothes
                purpose: Sort clothes
                model: {architecture: mlp}
                dataset: fashion-mnist
                rounds: 100
                training: {steps: 20, batch_size: 32}
                cohort: {min: 3, max: 5}
                round: {quorum: 3, deadline: 10m}
                evaluation: {node: brazil-1, dataset: held-out}
                auditors: [china, india]
                limits: {work: 90m}
                """;
        return PlanForm.read("plan.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    static Request request() {
        return new Request(
                plan(), new MemberId("brazil"), new MemberId("brazil"), new TreeSet<>(), NIGHT);
    }
}
