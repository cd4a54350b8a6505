package org.foedus.node.fake;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import org.foedus.core.digest.Bytes;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;

/// Keys that live in memory.
public final class Keys {
    private Keys() {}

    public static Signer fresh() {
        try {
            return new Key(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Key(KeyPair pair) implements Signer {
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
