package org.foedus.link.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Base64;
import java.util.Random;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.address.HubAddress;
import org.foedus.link.keys.SecretBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InvitationTest {
    private static final int MUTATIONS = 20_000;

    private static Invitation invitation() {
        var secret = new byte[Invitation.SECRET_BYTES];
        new Random(1).nextBytes(secret);
        return new Invitation(
                HubAddress.parse("hub.example.org:8443"),
                SecretBytes.of(secret),
                Sha256.of(new byte[] {1}));
    }

    private static FoedusException parseFails(String text) {
        return catchThrowableOfType(FoedusException.class, () -> Invitation.parse(text));
    }

    @Test
    void anInvitationIsReadAsItWasWritten() {
        var text = invitation().text();

        assertThat(text).matches("foedus://hub\\.example\\.org:8443/#[\\w-]{43}\\.[\\w-]{43}");
        assertThat(Invitation.parse("  " + text + "\n")).isEqualTo(invitation());
        assertThat(Invitation.parse(text).secretHash()).isEqualTo(invitation().secretHash());
    }

    @Test
    void theSecretIsNeitherPrintedNorHashedWithoutItsDomain() {
        var invitation = invitation();
        var secret =
                invitation.secret().use(Base64.getUrlEncoder().withoutPadding()::encodeToString);

        assertThat(invitation.text()).contains(secret);
        assertThat(invitation.toString()).doesNotContain(secret).contains("hub.example.org:8443");
        assertThat(invitation.secretHash()).isNotEqualTo(invitation.secret().use(Sha256::of));
    }

    @ParameterizedTest
    @CsvSource({
        "https://hub:1/#, does not begin with foedus://",
        "foedus://hub:1/, after # is missing",
        "foedus://hub:1/#abc, no dot",
        "foedus://hub:1/#abc.def, fingerprint has 3 characters",
        "foedus://hub:1/x#abc.def, only host:port/",
        "foedus://hub:1/?q#abc.def, only host:port/",
    })
    void theWrongPartIsNamed(String text, String named) {
        assertThat(parseFails(text).code()).isEqualTo(ErrorCode.BAD_INVITATION);
        assertThat(parseFails(text)).hasMessageContaining(named);
    }

    @Test
    void aWrongSecretAddressOrLastCharacterIsNamedWithoutTheSecret() {
        var text = invitation().text();
        int dot = text.lastIndexOf('.');
        var shortSecret = text.substring(0, dot - 1) + text.substring(dot);
        assertThat(parseFails(shortSecret)).hasMessageContaining("secret has 42 characters");
        assertThat(parseFails(shortSecret).reason())
                .doesNotContain(text.substring(text.indexOf('#') + 1, dot - 1));

        assertThat(parseFails(text.replace(":8443", "")))
                .hasMessageContaining("address is wrong")
                .hasMessageContaining("no port");
        char last = text.charAt(text.length() - 1);
        var loose = text.substring(0, text.length() - 1) + (char) (last + 1);
        assertThat(parseFails(loose).code()).isEqualTo(ErrorCode.BAD_INVITATION);
    }

    @Test
    void noMutatedInvitationFailsInAnotherWay() {
        var random = new Random(42);
        var whole = invitation().text();
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            var text = mutate(whole, random);
            try {
                var read = Invitation.parse(text);
                assertThat(Invitation.parse(read.text())).isEqualTo(read);
            } catch (FoedusException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.BAD_INVITATION);
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(MUTATIONS / 2);
    }

    private static String mutate(String whole, Random random) {
        var text = new StringBuilder(whole);
        for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
            int at = random.nextInt(text.length() + 1);
            char c =
                    random.nextBoolean()
                            ? "[]:/#.@?%=-_ \n\u0000ü".charAt(random.nextInt(16))
                            : (char) random.nextInt(0x10000);
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, c);
                case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(20)));
                case 2 -> text.setLength(at);
                default -> text.replace(at, Math.min(text.length(), at + 1), String.valueOf(c));
            }
        }
        return text.toString();
    }
}
