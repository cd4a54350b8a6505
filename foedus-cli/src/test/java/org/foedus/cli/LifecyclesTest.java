package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.foedus.core.alliance.Application;
import org.foedus.core.alliance.Member;
import org.foedus.core.communique.Communique;
import org.foedus.core.lifecycle.Way;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.vote.Proposal;
import org.junit.jupiter.api.Test;

/// The page of lifecycles holds what the code obeys, so it is written by this test.
class LifecyclesTest {
    private static final String FILE = "lifecycles.md";

    @Test
    void thePageOfLifecyclesIsWhatTheCodeObeys() throws IOException {
        var expected = page();
        var target = Files.createDirectories(Path.of("target")).resolve(FILE);
        var written = Files.writeString(target, expected);
        var page = Processes.root().resolve("docs/reference").resolve(FILE);
        assertThat(Files.exists(page) ? Processes.text(page) : "")
                .as("cp " + written.toAbsolutePath() + " docs/reference/")
                .isEqualTo(expected);
    }

    private static String page() {
        return String.join(
                "\n",
                "# Lifecycles",
                "Every state, and every way from one to another. What is not here is refused. This"
                        + " page is written from the code by `LifecyclesTest`.",
                "",
                table("Members", Member.Status.WAYS),
                table("Applications", Application.Phase.WAYS),
                table("Proposals", Proposal.Outcome.WAYS),
                table("Partnerships", Partnership.Status.WAYS),
                table("Mandates", mandates()),
                table("Communiqués", Communique.Status.WAYS),
                "*Overdue*, *due soon*, *silent* and *unacknowledged* are no states of a mandate:"
                        + " the clock makes them.",
                "");
    }

    private static List<Way<MandateStatus>> mandates() {
        var ways = new java.util.ArrayList<Way<MandateStatus>>();
        ways.add(Way.begin("published", MandateStatus.IN_FORCE, "the issuer, or the vote"));
        for (var step : MandateStatus.STEPS) {
            ways.add(new Way<>(Optional.of(step.from()), words(step.on()), step.to(), step.who()));
        }
        return ways;
    }

    private static <S extends Enum<S>> String table(String heading, List<Way<S>> ways) {
        var text =
                new StringBuilder(
                        "## " + heading + "\n| from | when | to | by |\n|---|---|---|---|\n");
        for (var way : ways) {
            text.append("| ")
                    .append(way.from().map(LifecyclesTest::words).orElse("–"))
                    .append(" | ")
                    .append(way.on())
                    .append(" | ")
                    .append(words(way.to()))
                    .append(" | ")
                    .append(way.who())
                    .append(" |\n");
        }
        return text.toString();
    }

    private static String words(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
