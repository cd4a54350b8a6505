package org.foedus.link.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class SecretBytesTest {
    @Test
    void equalSecretsAreEqualAndNoneIsPrinted() {
        var secret = SecretBytes.of(new byte[] {65, 66, 67});

        assertThat(secret).isEqualTo(SecretBytes.of(new byte[] {65, 66, 67}));
        assertThat(secret).isNotEqualTo(SecretBytes.of(new byte[] {65, 66, 68}));
        assertThat(secret).isNotEqualTo(SecretBytes.of(new byte[] {65, 66}));
        assertThat(secret).hasToString("SecretBytes[3 bytes]");
    }

    @Test
    void whatIsLentIsWipedAfterwards() {
        var secret = SecretBytes.of(new byte[] {1, 2});
        var kept = secret.use(bytes -> bytes);

        assertThat(kept).containsExactly(0, 0);
        assertThat(secret.<byte[]>use(byte[]::clone)).containsExactly(1, 2);
    }

    @Test
    void aClosedSecretIsGone() {
        var secret = SecretBytes.of(new byte[] {1, 2});
        secret.close();
        assertThatThrownBy(() -> secret.use(byte[]::clone))
                .isInstanceOf(IllegalStateException.class);
    }
}
