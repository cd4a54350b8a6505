package org.foedus.protocol;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import org.foedus.core.digest.Bytes;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;

/// Keys that are the same in every run.
public final class Keys {
    private Keys() {}

    /// The key whose 32 secret bytes are all `seed`.
    public static Signer key(int seed) {
        return new Fixed(pair(seed));
    }

    private static KeyPair pair(int seed) {
        try {
            var generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(
                    NamedParameterSpec.ED25519,
                    new SecureRandom() {
                        @Override
                        public void nextBytes(byte[] bytes) {
                            Arrays.fill(bytes, (byte) seed);
                        }
                    });
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Fixed(KeyPair pair) implements Signer {
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
    }
}
