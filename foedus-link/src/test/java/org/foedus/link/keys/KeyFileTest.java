package org.foedus.link.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.util.List;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyFileTest {
    private static final byte[] MESSAGE = "hello".getBytes(StandardCharsets.UTF_8);
    @TempDir private Path folder = Path.of("");

    private Path key() {
        return folder.resolve("node.key");
    }

    private FoedusException loadFails() {
        return catchThrowableOfType(FoedusException.class, () -> KeyFile.load(key()));
    }

    private String text() throws IOException {
        return Files.readString(key());
    }

    @Test
    void aKeyLoadsAsItWasCreated() throws IOException {
        var created = KeyFile.create(key());
        var loaded = KeyFile.load(key());

        assertThat(loaded.publicKey()).isEqualTo(created.publicKey());
        assertThat(loaded.publicKey().verifies(MESSAGE, loaded.sign(MESSAGE))).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key())))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(key());
        }
    }

    @Test
    void aSignerPrintsNothingSecret() throws IOException {
        var signer = KeyFile.create(key());
        var secret = text().lines().skip(1).findFirst().orElseThrow();

        assertThat(signer.toString()).contains(signer.publicKey().hex()).doesNotContain(secret);
        assertThat(signer.toString()).doesNotContain("PrivateKey");
    }

    @Test
    void anExistingFileIsNeverOverwritten() throws IOException {
        KeyFile.create(key());
        var before = text();
        var failure = catchThrowableOfType(FoedusException.class, () -> KeyFile.create(key()));

        assertThat(failure.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
        assertThat(text()).isEqualTo(before);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(key());
        }
    }

    @Test
    void aKeyThatOthersMayReadIsRefusedWithTheLineThatRepairsIt() throws IOException {
        KeyFile.create(key());
        for (var mode : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            Files.setPosixFilePermissions(key(), PosixFilePermissions.fromString(mode));
            var failure = loadFails();
            assertThat(failure.code()).isEqualTo(ErrorCode.KEY_EXPOSED);
            assertThat(failure).hasMessageContaining("chmod 600 '" + key() + "'");
        }
    }

    @Test
    void aSymbolicLinkIsRefused() throws IOException {
        var real = folder.resolve("real.key");
        KeyFile.create(real);
        Files.createSymbolicLink(key(), real);

        assertThat(loadFails().code()).isEqualTo(ErrorCode.KEY_CORRUPT);
        assertThat(loadFails()).hasMessageContaining("symbolic link");
    }

    @Test
    void aMissingKeyIsNotFound() {
        assertThat(loadFails().code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void everyTruncationIsCorruptOrStillTheSameKey() throws IOException {
        var created = KeyFile.create(key());
        var whole = text();
        for (int length = 0; length < whole.length() - 1; length++) {
            PrivateFile.write(
                    key(), whole.substring(0, length).getBytes(StandardCharsets.US_ASCII));
            try {
                assertThat(KeyFile.load(key()).publicKey()).isEqualTo(created.publicKey());
                assertThat(whole.substring(0, length)).contains("-----END PRIVATE KEY-----");
            } catch (FoedusException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.KEY_CORRUPT);
                assertThat(e).hasMessageContaining(key().toString());
            }
        }
    }

    @Test
    void aFlippedBitOfThePrivateHalfIsNoticed() throws IOException {
        KeyFile.create(key());
        var blocks = Pem.parse(text());
        var der = blocks.getFirst().der().array();
        der[der.length - 1] ^= 1;
        var flipped = new Pem(Pem.PRIVATE_KEY, Bytes.of(der)).text() + blocks.get(1).text();
        PrivateFile.write(key(), flipped.getBytes(StandardCharsets.US_ASCII));

        assertThat(loadFails().code()).isEqualTo(ErrorCode.KEY_CORRUPT);
        assertThat(loadFails()).hasMessageContaining("do not belong together");
    }

    @Test
    void aKeyWithoutItsPublicHalfLoads() throws IOException {
        var created = KeyFile.create(key());
        var alone = Pem.parse(text()).getFirst().text();
        PrivateFile.write(key(), alone.getBytes(StandardCharsets.US_ASCII));

        assertThat(KeyFile.load(key()).publicKey()).isEqualTo(created.publicKey());
    }

    @Test
    void aKeyOfAnotherKindIsCorruptAndACopyBesideItIsNamed() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        var other =
                new Pem(
                        Pem.PRIVATE_KEY,
                        Bytes.of(generator.generateKeyPair().getPrivate().getEncoded()));
        PrivateFile.write(key(), other.text().getBytes(StandardCharsets.US_ASCII));
        var copy = folder.resolve("node.key.bak");
        KeyFile.create(copy);

        assertThat(loadFails().code()).isEqualTo(ErrorCode.KEY_CORRUPT);
        assertThat(loadFails()).hasMessageContaining(copy.toString());
    }

    @Test
    void aHugeFileIsRefusedUnread() {
        PrivateFile.write(key(), new byte[KeyFile.MAX_FILE_BYTES + 1]);
        assertThat(loadFails().code()).isEqualTo(ErrorCode.KEY_CORRUPT);
    }
}
