package org.foedus.node.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.foedus.cel.Cel;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.policy.ConditionLanguage.Understood;
import org.foedus.core.policy.StandingConsent;
import org.foedus.core.run.RunPlan;
import org.foedus.node.fake.World;
import org.foedus.node.home.NodeHome;
import org.foedus.node.home.NodeSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsentBookTest {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private final Cel cel = new Cel();

    private StandingConsent consent(String name, String when) {
        var condition = ((Understood) cel.read(when)).condition();
        return new StandingConsent(name, condition, NOW.plusSeconds(60));
    }

    private static StandingConsent knowingly(StandingConsent it) {
        return new StandingConsent(
                it.name(), it.when(), it.until(), Optional.of(RunPlan.Acceptance.ACCEPTED));
    }

    private ConsentBook read(String yaml) {
        return ConsentBook.read("consents.yaml", yaml.getBytes(StandardCharsets.UTF_8), cel);
    }

    private static void refused(ErrorCode code, String words, Runnable body) {
        assertThatThrownBy(body::run)
                .isInstanceOfSatisfying(
                        FoedusException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(words);
    }

    @Test
    void theFileReadsAsWhatWasWritten() {
        var book =
                ConsentBook.empty()
                        .with(consent("spring", "purpose == \"a 'b'\\n\" && rounds < 3"), NOW)
                        .with(consent("night", "hour < 6"), NOW)
                        .with(knowingly(consent("pair", "true")), NOW)
                        .without("night");
        var again = read(book.yaml());
        assertThat(again).isEqualTo(book);
        assertThat(again.standing().list()).hasSize(2);
        assertThat(read(ConsentBook.empty().yaml())).isEqualTo(ConsentBook.empty());
    }

    @Test
    void aNameIsUsedOnce() {
        var book = ConsentBook.empty().with(consent("spring", "true"), NOW);
        refused(
                ErrorCode.ALREADY_EXISTS,
                "used before",
                () -> book.with(consent("spring", "rounds < 3"), NOW));
        refused(
                ErrorCode.ALREADY_EXISTS,
                "used before",
                () -> book.without("spring").with(consent("spring", "true"), NOW));
        refused(ErrorCode.NOT_FOUND, "no standing consent", () -> book.without("winter"));
        refused(
                ErrorCode.BAD_REQUEST,
                "is over",
                () -> book.with(consent("late", "true"), NOW.plusSeconds(60)));
    }

    @Test
    void aFileThatWasEditedIsJudgedLikeAPolicy() {
        refused(
                ErrorCode.BAD_POLICY,
                "consents.yaml:3:11: consents.a.when: unknown attribute",
                () -> read("consents:\n  a:\n    when: shoes\n    until: 2027-03-31\n"));
        refused(
                ErrorCode.BAD_POLICY,
                "consents.a.until: missing",
                () -> read("consents:\n  a:\n    when: hour < 6\n"));
        refused(
                ErrorCode.BAD_POLICY,
                "was removed before",
                () -> read("consents: {a: {when: hour < 6, until: 2027-03-31}}\nremoved: [a]\n"));
        var never = read("consents: {a: {when: hour < 6, until: in 30d}}\n");
        assertThat(never.standing().list().getFirst().expired(NOW)).isTrue();
    }

    @Test
    void theFileIsItsOwnersAlone(@TempDir Path folder) throws Exception {
        var home = NodeHome.create(folder.resolve("n"), NodeSettings.of(World.LEAD, World.NODE));
        assertThat(home.consents()).isEqualTo(ConsentBook.empty());
        home.keep(ConsentBook.empty().with(consent("spring", "true"), NOW));
        var file = home.folder().resolve("consents.yaml");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(home.policy().standing().list()).hasSize(1);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        refused(ErrorCode.KEY_EXPOSED, "consents.yaml", home::policy);
    }
}
