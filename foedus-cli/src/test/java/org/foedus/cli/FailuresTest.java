package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.rule.Rule;
import org.foedus.protocol.message.Language;
import org.junit.jupiter.api.Test;

class FailuresTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int report(Throwable failure, boolean json, boolean debug) {
        return report(failure, json, debug, Language.EN);
    }

    private int report(Throwable failure, boolean json, boolean debug, Language language) {
        return new Failures(new PrintWriter(out), new PrintWriter(err), json, debug, language)
                .report(failure);
    }

    @Test
    void everyCodeEndsWithTheExitCodeOfItsType() {
        for (var code : ErrorCode.values()) {
            assertThat(report(new FoedusException(code, "x"), false, false))
                    .isEqualTo(code.type().exitCode());
        }
        assertThat(report(new InvariantViolation("x"), false, false)).isEqualTo(70);
        assertThat(report(new StackOverflowError(), false, false)).isEqualTo(70);
    }

    @Test
    void aFailureIsOneLineWithItsCodeAndNoTrace() {
        report(new FoedusException(ErrorCode.PORT_IN_USE, "port 8443 is taken"), false, false);
        assertThat(err.toString().lines())
                .containsExactly("error: PORT_IN_USE: port 8443 is taken");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aDefectIsCalledADefectAndStillHidesItsTrace() {
        report(new NullPointerException("surprise"), false, false);
        assertThat(err.toString())
                .contains("INTERNAL_ERROR", "surprise", "FOEDUS_DEBUG=1")
                .doesNotContain("\tat ");
    }

    @Test
    void debuggingShowsTheTrace() {
        report(new NullPointerException("surprise"), false, true);
        assertThat(err.toString()).contains("\tat ");
    }

    @Test
    void jsonModeAnswersOnStdout() {
        report(new FoedusException(ErrorCode.BUSY, "say \"later\""), true, false);
        assertThat(out.toString().strip())
                .isEqualTo(
                        "{\"type\":\"error\",\"code\":\"BUSY\",\"message\":\"say \\\"later\\\"\","
                                + "\"meaning\":\"Another one is at work there.\","
                                + "\"next\":\"Try again in a moment.\",\"language\":\"en\"}");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void whoReadsAnotherLanguageIsToldInItWhatToDo() {
        report(new FoedusException(ErrorCode.BUSY, "try again"), false, false, Language.IT);
        assertThat(err.toString().lines())
                .containsExactly(
                        "error: BUSY: try again",
                        "Qualcun altro sta lavorando lì.",
                        "Riprova tra un momento.");
    }

    @Test
    void aRefusalNamesItsRuleAndTheNextStep() {
        var refusal = Rule.VOTE_CLOSED.refuse("p-1", "closed", "noon").by("brazil").failure();
        report(refusal, false, false);
        assertThat(err.toString().lines())
                .containsExactly(
                        "error: WRONG_STATE: the vote on p-1 closed at noon",
                        "nothing is to be done: what came later does not count");
        report(refusal, true, false);
        assertThat(out.toString())
                .contains("\"rule\":\"VOTE_CLOSED\",\"object\":\"p-1\",\"actor\":\"brazil\"");
    }

    @Test
    void anInterruptionIsNoDefectHoweverDeepItLies() {
        var deep = new UncheckedIOException(new ClosedByInterruptException());
        assertThat(report(deep, false, false)).isEqualTo(Failures.EXIT_INTERRUPTED);
        assertThat(report(new InterruptedException(), false, false)).isEqualTo(130);
    }

    @Test
    void aTimeoutIsNoInterruption() {
        var timeout = new UncheckedIOException(new java.net.SocketTimeoutException("slow"));
        assertThat(report(timeout, false, false)).isEqualTo(70);
    }

    @Test
    void aMessageCannotSteerTheTerminal() {
        report(new FoedusException(ErrorCode.NOT_FOUND, "no \u001b[2Jmember \u202e"), false, false);
        assertThat(err.toString().strip()).isEqualTo("error: NOT_FOUND: no [2Jmember");
    }
}
