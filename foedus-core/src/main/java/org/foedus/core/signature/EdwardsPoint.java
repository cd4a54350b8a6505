package org.foedus.core.signature;

import static java.math.BigInteger.ONE;
import static java.math.BigInteger.ZERO;

import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;

/// Which 32 bytes may stand for a point of edwards25519 (RFC 8032, section 5.1.3), judged more
/// strictly than a verifier of signatures has to.
///
/// The JDK takes points of small order as keys. Under such a key a signature can be had without a
/// secret, so whoever names one could sign as anybody who does. Everything here is public: nothing
/// depends on how long it takes.
final class EdwardsPoint {
    private static final int SIGN = 0x80;

    /// 2^255 - 19.
    private static final BigInteger P = ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

    private static final BigInteger D =
            BigInteger.valueOf(-121_665).multiply(BigInteger.valueOf(121_666).modInverse(P)).mod(P);

    /// y of a point of order 8; the others have this or its negative.
    private static final BigInteger ORDER_8 =
            new BigInteger("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16);

    /// y of the eight points whose order divides the cofactor: 1 (order 1), -1 (2), 0 (4), and two
    /// of order 8. With either sign of x.
    private static final Set<BigInteger> SMALL_ORDER =
            Set.of(ONE, P.subtract(ONE), ZERO, ORDER_8, P.subtract(ORDER_8));

    private EdwardsPoint() {}

    /// What is wrong with a public key that is written so, in words; empty if nothing is.
    static Optional<String> fault(byte[] encoded) {
        var y = y(encoded);
        if (y.compareTo(P) >= 0) {
            return Optional.of("not the canonical encoding of a point");
        }
        if (SMALL_ORDER.contains(y)) {
            return Optional.of("a point of small order, under which anybody can sign");
        }
        return onCurve(y) ? Optional.empty() : Optional.of("not a point of the curve");
    }

    /// Whether no honest signature begins so: R in another encoding than the canonical one, or of
    /// small order.
    static boolean dishonest(byte[] encoded) {
        var y = y(encoded);
        return y.compareTo(P) >= 0 || SMALL_ORDER.contains(y);
    }

    private static BigInteger y(byte[] encoded) {
        var bigEndian = new byte[encoded.length];
        for (int i = 0; i < encoded.length; i++) {
            bigEndian[i] = encoded[encoded.length - 1 - i];
        }
        bigEndian[0] &= (byte) ~SIGN;
        return new BigInteger(1, bigEndian);
    }

    /// Whether (y² - 1) / (dy² + 1) is a square, by Euler's criterion.
    private static boolean onCurve(BigInteger y) {
        var square = y.multiply(y).mod(P);
        var ratio = square.subtract(ONE).multiply(D.multiply(square).add(ONE)).mod(P);
        return ratio.modPow(P.shiftRight(1), P).equals(ONE);
    }
}
