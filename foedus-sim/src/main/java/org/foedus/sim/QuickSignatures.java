package org.foedus.sim;

import java.io.ByteArrayOutputStream;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.foedus.core.digest.Sha256;
import org.jspecify.annotations.Nullable;

/// Ed25519 as the JDK's, bit for bit (RFC 8032 is deterministic), but several times faster, and
/// what was verified once is remembered: each entry of a simulated ledger is verified by every
/// member, and signatures were nine tenths of a simulation's time.
final class QuickSignatures extends Provider {
    private static final long serialVersionUID = 1;
    private static final String NAME = "FoedusSimulation";
    private static final int REMEMBERED = 20_000;
    private static final int KEY_BYTES = 32;
    private static final int SIGNATURE_BYTES = 64;
    private static final Map<Sha256, Boolean> VERIFIED =
            Collections.synchronizedMap(
                    new LinkedHashMap<>() {
                        private static final long serialVersionUID = 1;

                        @Override
                        protected boolean removeEldestEntry(Map.Entry<Sha256, Boolean> eldest) {
                            return size() > REMEMBERED;
                        }
                    });

    private QuickSignatures() {
        super(NAME, "1", "Ed25519 for simulations");
        putService(
                new Service(
                        this, "Signature", "Ed25519", Quick.class.getName(), List.of(), Map.of()) {
                    @Override
                    public Object newInstance(@Nullable Object parameter) {
                        return new Quick();
                    }
                });
    }

    /// From now on this process signs and verifies so.
    static synchronized void install() {
        if (Security.getProvider(NAME) == null) {
            Security.insertProviderAt(new QuickSignatures(), 1);
        }
    }

    private static final class Quick extends SignatureSpi {
        private final ByteArrayOutputStream message = new ByteArrayOutputStream();
        private byte[] publicKey = new byte[0];
        private byte[] secret = new byte[0];

        @Override
        protected void engineInitVerify(PublicKey key) {
            var encoded = key.getEncoded();
            publicKey = Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
            message.reset();
        }

        @Override
        protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
            if (!(key instanceof EdECPrivateKey ed)) {
                throw new InvalidKeyException("no Ed25519 key");
            }
            secret = ed.getBytes().orElseThrow(() -> new InvalidKeyException("no secret"));
            message.reset();
        }

        @Override
        protected void engineUpdate(byte b) {
            message.write(b);
        }

        @Override
        protected void engineUpdate(byte[] bytes, int from, int length) {
            message.write(bytes, from, length);
        }

        @Override
        protected byte[] engineSign() {
            var bytes = message.toByteArray();
            var signature = new byte[SIGNATURE_BYTES];
            Ed25519.sign(secret, 0, bytes, 0, bytes.length, signature, 0);
            message.reset();
            return signature;
        }

        @Override
        protected boolean engineVerify(byte[] signature) throws SignatureException {
            if (signature.length != SIGNATURE_BYTES) {
                throw new SignatureException("an Ed25519 signature has 64 bytes");
            }
            var bytes = message.toByteArray();
            message.reset();
            var known =
                    VERIFIED.computeIfAbsent(
                            Sha256.of(publicKey, signature, bytes),
                            _ ->
                                    Ed25519.verify(
                                            signature, 0, publicKey, 0, bytes, 0, bytes.length));
            return known;
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new UnsupportedOperationException();
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new UnsupportedOperationException();
        }
    }
}
