package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.foedus.cli.alliance.KeyChange;
import org.foedus.link.keys.KeyFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A key takes another's place; a crash at any point loses neither.
class KeyChangeTest {
    private static final Instant UNTIL = Instant.parse("2027-01-31T12:00:00Z");
    @TempDir private Path folder;

    private Path file() {
        return folder.resolve("organisation.pem");
    }

    @Test
    void theNewKeyTakesTheFileAndTheOldOneIsKept() throws Exception {
        var old = KeyFile.create(file()).publicKey();
        var change = new KeyChange(file());
        var next = change.next().publicKey();
        assertThat(KeyFile.load(file()).publicKey()).isEqualTo(old);
        var kept = change.install(UNTIL).orElseThrow();
        assertThat(KeyFile.load(file()).publicKey()).isEqualTo(next);
        assertThat(KeyFile.load(kept).publicKey()).isEqualTo(old);
        assertThat(kept.getFileName()).hasToString("organisation.until-2027-01-31T12-00-00Z.pem");
        assertThat(change.begun()).isFalse();
        for (var key : new Path[] {file(), kept}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aKeyThatWaitsIsUsedAgain() {
        KeyFile.create(file());
        var first = new KeyChange(file()).next().publicKey();
        assertThat(new KeyChange(file()).next().publicKey()).isEqualTo(first);
    }

    @Test
    void aCrashBetweenAnyTwoStepsIsMended() throws Exception {
        var old = KeyFile.create(file()).publicKey();
        var change = new KeyChange(file());
        var next = change.next().publicKey();
        var waiting = Files.readAllBytes(change.nextFile());
        // The old key is kept already, the file not yet replaced.
        change.install(UNTIL);
        var kept = folder.resolve("organisation.until-2027-01-31T12-00-00Z.pem");
        Files.copy(kept, file(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        ownersOnly(Files.write(change.nextFile(), waiting));
        ownersOnly(file());
        assertThat(change.install(UNTIL)).contains(kept);
        assertThat(KeyFile.load(file()).publicKey()).isEqualTo(next);
        // The file is replaced already, the new key still beside it.
        ownersOnly(Files.write(change.nextFile(), waiting));
        assertThat(change.install(UNTIL)).isEmpty();
        assertThat(KeyFile.load(file()).publicKey()).isEqualTo(next);
        assertThat(KeyFile.load(kept).publicKey()).isEqualTo(old);
    }

    @Test
    void whereTheKeyIsLostTheNewOneStandsAlone() {
        var change = new KeyChange(file());
        var next = change.next().publicKey();
        assertThat(change.install(UNTIL)).isEmpty();
        assertThat(KeyFile.load(file()).publicKey()).isEqualTo(next);
    }

    private static void ownersOnly(Path file) throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
