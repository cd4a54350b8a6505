package org.foedus.core.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.foedus.core.Keys;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.FoedusException;
import org.junit.jupiter.api.Test;

final class PublicKeyTest {
    private static final String VECTORS = "/vectors/ed25519.txt";
    private static final String SPKI = "302a300506032b6570032100";
    private static final BigInteger P =
            BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

    /// The eight points of small order, as RFC 8032 writes them.
    private static final List<String> SMALL_ORDER =
            List.of(
                    "0100000000000000000000000000000000000000000000000000000000000000",
                    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                    "0000000000000000000000000000000000000000000000000000000000000000",
                    "0000000000000000000000000000000000000000000000000000000000000080",
                    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa");

    private static String littleEndian(BigInteger y) {
        var bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = y.shiftRight(8 * i).byteValue();
        }
        return HexFormat.of().formatHex(bytes);
    }

    private static boolean taken(String hex) {
        try {
            return new PublicKey(hex).hex().equals(hex);
        } catch (FoedusException e) {
            assertThat(e).hasMessageContaining("public key");
            return false;
        }
    }

    /// What the JDK says: it knows a key of small order for a key.
    private static boolean jdkVerifies(String key, byte[] message, String signature) {
        try {
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(
                    KeyFactory.getInstance("Ed25519")
                            .generatePublic(
                                    new X509EncodedKeySpec(HexFormat.of().parseHex(SPKI + key))));
            verifier.update(message);
            return verifier.verify(HexFormat.of().parseHex(signature));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /// R among the points of small order, S zero: what needs no secret.
    private static boolean forgedFor(String key) {
        for (int i = 0; i < 64; i++) {
            for (var r : SMALL_ORDER) {
                var message = ("I am a member, " + i).getBytes(StandardCharsets.UTF_8);
                if (jdkVerifies(key, message, r + "00".repeat(32))) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void aKeyUnderWhichAnybodyCanSignIsNoKey() {
        for (var key : SMALL_ORDER) {
            assertThat(forgedFor(key)).as("a signature without a secret under %s", key).isTrue();
            assertThatThrownBy(() -> new PublicKey(key))
                    .isInstanceOf(FoedusException.class)
                    .hasMessageContaining("small order");
            assertThatThrownBy(() -> PublicKey.fromSpki(HexFormat.of().parseHex(SPKI + key)))
                    .isInstanceOf(FoedusException.class)
                    .hasMessageContaining("small order");
        }
    }

    /// All of them: y from p to 2^255 - 1, and x = 0 with a sign.
    @Test
    void aSecondWayToWriteAPointIsNoKey() {
        var second = new ArrayList<String>();
        for (int i = 0; i < 19; i++) {
            var y = P.add(BigInteger.valueOf(i));
            second.add(littleEndian(y));
            second.add(littleEndian(y.setBit(255)));
        }
        second.add(littleEndian(BigInteger.ONE.setBit(255)));
        second.add(littleEndian(P.subtract(BigInteger.ONE).setBit(255)));

        assertThat(second).hasSize(40).noneMatch(PublicKeyTest::taken);
    }

    /// 2 is the smallest y that no point has; 3 and 4 have points.
    @Test
    void whatIsNoPointOfTheCurveIsNoKey() {
        assertThat(taken(littleEndian(BigInteger.TWO))).isFalse();
        assertThat(taken(littleEndian(BigInteger.TWO.setBit(255)))).isFalse();
        assertThat(taken(littleEndian(BigInteger.valueOf(3)))).isTrue();
        assertThat(taken(littleEndian(BigInteger.valueOf(4)))).isTrue();
    }

    @Test
    void otherLengthsAndLettersAreNoKey() {
        var good = Keys.key(1).publicKey().hex();
        for (var wrong :
                List.of("", good.substring(2), good + "00", good.toUpperCase(Locale.ROOT))) {
            assertThat(taken(wrong)).as(wrong).isFalse();
        }
        assertThat(taken(good)).isTrue();
    }

    @Test
    void aSignatureOfAnotherLengthIsFalse() {
        var key = Keys.key(1);
        var good = key.sign(new byte[] {1}).array();
        for (int length : new int[] {0, 31, 32, 63, 65}) {
            var wrong = Arrays.copyOf(good, length);
            assertThat(key.publicKey().verifies(new byte[] {1}, Bytes.of(wrong))).isFalse();
        }
        assertThat(key.publicKey().verifies(new byte[] {1}, Bytes.of(good))).isTrue();
    }

    @Test
    void signaturesAreJudgedAsInWycheproof() throws IOException {
        int judged = 0;
        try (var in = PublicKeyTest.class.getResourceAsStream(VECTORS)) {
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (var line : text.lines().filter(l -> !l.startsWith("#")).toList()) {
                var v = line.split(" ", -1);
                assertThat(new PublicKey(v[1]).verifies(bytes(v[2]), Bytes.of(bytes(v[3]))))
                        .as(line)
                        .isEqualTo(v[0].equals("valid"));
                judged++;
            }
        }
        assertThat(judged).isEqualTo(151);
    }

    private static byte[] bytes(String hex) {
        return hex.equals("-") ? new byte[0] : HexFormat.of().parseHex(hex);
    }
}
