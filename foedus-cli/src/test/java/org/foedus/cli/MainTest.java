package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class MainTest {
    @Test
    void helpListsTheCommandsOnStdout() {
        var spoken = Spoken.of("--help");
        assertThat(spoken.exitCode()).isZero();
        assertThat(spoken.out()).contains("Usage: foedus", "completion", "version", "Examples:");
        assertThat(spoken.err()).isEmpty();
    }

    @Test
    void noCommandIsWrongUsage() {
        var spoken = Spoken.of();
        assertThat(spoken.exitCode()).isEqualTo(Failures.EXIT_USAGE);
        assertThat(spoken.err()).startsWith("error: USAGE: ").contains("foedus --help");
        assertThat(spoken.out()).isEmpty();
    }

    @Test
    void anUnknownOptionNamesTheHelpOfItsCommand() {
        var spoken = Spoken.of("version", "--colour");
        assertThat(spoken.exitCode()).isEqualTo(Failures.EXIT_USAGE);
        assertThat(spoken.err()).contains("--colour").contains("see: foedus version --help");
    }

    @Test
    void wrongUsageIsAnsweredInJsonWhenAskedFor() {
        var spoken = Spoken.of("version", "--colour", "--json");
        assertThat(spoken.exitCode()).isEqualTo(Failures.EXIT_USAGE);
        assertThat(spoken.err()).isEmpty();
        var error = JsonMapper.shared().readTree(spoken.out());
        assertThat(error.get("type").asString()).isEqualTo("error");
        assertThat(error.get("code").asString()).isEqualTo("USAGE");
        assertThat(error.get("message").asString()).contains("--colour");
    }

    @Test
    void theLanguageOfAFailureIsAskedForOnTheLine() {
        assertThat(Spoken.of("version", "--colour", "--lang", "pt").err())
                .contains("error: USAGE: ", "A linha de comando não foi entendida.");
        assertThat(Spoken.of("version", "--colour", "--lang=zh").err()).contains("无法理解该命令行。");
        var unknown = Spoken.of("version", "--lang", "tlh");
        assertThat(unknown.exitCode()).isEqualTo(Failures.EXIT_USAGE);
        assertThat(unknown.err()).contains("expected en, it, pt, ru, hi or zh, found 'tlh'");
    }

    @Test
    void theVersionIsANumberAndNotItsPlaceholder() {
        assertThat(Spoken.of("version").out())
                .matches("foedus \\d+\\.\\d+\\.\\d+\\S* \\(Java .*\\)\\s");
        assertThat(Spoken.of("--version").out()).isEqualTo(Spoken.of("version").out());
        var json = JsonMapper.shared().readTree(Spoken.of("version", "--json").out());
        assertThat(json.propertyNames()).containsExactly("type", "version", "java");
    }

    @Test
    void completionIsAScriptForBothShells() {
        for (var shell : new String[] {"bash", "zsh"}) {
            var spoken = Spoken.of("completion", shell);
            assertThat(spoken.exitCode()).isZero();
            assertThat(spoken.out())
                    .startsWith("#!")
                    .contains("bashcompinit", "complete -F", "foedus");
        }
        assertThat(Spoken.of("completion", "fish").exitCode()).isEqualTo(Failures.EXIT_USAGE);
    }
}
