package org.foedus.audit;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Arrays;
import org.foedus.core.digest.Bytes;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;

/// An Ed25519 key that follows from a name, so that a test's bytes are always the same.
final class TestKey implements Signer {
    private final KeyPair pair;

    private TestKey(KeyPair pair) {
        this.pair = pair;
    }

    static TestKey named(String name) {
        try {
            var generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(255, new Fixed(Bytes.utf8("test key " + name).sha256().bytes()));
            return new TestKey(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public PublicKey publicKey() {
        return PublicKey.fromSpki(pair.getPublic().getEncoded());
    }

    @Override
    public Bytes sign(byte[] message) {
        try {
            var signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(message);
            return Bytes.of(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Gives the same bytes to whoever asks.
    private static final class Fixed extends SecureRandom {
        private static final long serialVersionUID = 1;
        private final byte[] seed;

        Fixed(byte[] seed) {
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(Arrays.copyOf(seed, bytes.length), 0, bytes, 0, bytes.length);
        }
    }
}
