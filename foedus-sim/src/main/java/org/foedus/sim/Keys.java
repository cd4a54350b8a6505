package org.foedus.sim;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.link.keys.Pem;
import org.foedus.link.keys.PrivateFile;

/// Keys that follow from names: of no secret, for simulated alliances alone. Thread-safe.
final class Keys {
    private final Map<String, KeyPair> pairs = new ConcurrentHashMap<>();

    Signer signer(String name) {
        var pair = pair(name);
        return new Named(PublicKey.fromSpki(pair.getPublic().getEncoded()), pair);
    }

    /// Writes the key as a node reads it.
    void write(String name, Path file) {
        var pem = new Pem(Pem.PRIVATE_KEY, Bytes.of(pair(name).getPrivate().getEncoded()));
        PrivateFile.create(file, pem.text().getBytes(StandardCharsets.US_ASCII));
    }

    /// Puts another key in the place of the one in `file`.
    void replace(Signer signer, Path file) {
        if (signer instanceof Named named) {
            var pem = new Pem(Pem.PRIVATE_KEY, Bytes.of(named.pair().getPrivate().getEncoded()));
            PrivateFile.write(file, pem.text().getBytes(StandardCharsets.US_ASCII));
        }
    }

    private KeyPair pair(String name) {
        return pairs.computeIfAbsent(
                name,
                n -> {
                    try {
                        var seed = Sha256.of(n.getBytes(StandardCharsets.UTF_8)).bytes();
                        var generator = KeyPairGenerator.getInstance("Ed25519");
                        generator.initialize(255, new Fixed(seed));
                        return generator.generateKeyPair();
                    } catch (GeneralSecurityException e) {
                        throw new IllegalStateException("this JDK has no Ed25519", e);
                    }
                });
    }

    private record Named(PublicKey publicKey, KeyPair pair) implements Signer {
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

        @Override
        public String toString() {
            return "Signer[" + publicKey + "]";
        }
    }

    private static final class Fixed extends java.security.SecureRandom {
        private static final long serialVersionUID = 1;
        private final transient byte[] seed;

        Fixed(byte[] seed) {
            super(null, null);
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}
