package org.foedus.store.sql;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.ledger.Body;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.Ledger;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;

/// A ledger that grows in the same way in every run: batches of 1, 2 or 3 entries, each with a body
/// and a real checkpoint. For one thread.
final class Growth {
    private static final Signer HUB = new Fixed(pair());
    private static final String ORIGIN = Checkpoint.originOf(Sha256.of(new byte[] {1}));

    private final MerkleTree tree = new MerkleTree();

    /// The entry with this index.
    static Bytes entry(long index) {
        return Bytes.utf8("entry %d %s".formatted(index, "x".repeat((int) (index * 37 % 5000))));
    }

    /// The body that comes with the batch that ends at `size`.
    static Body body(long size) {
        var salt = Bytes.of(entry(size).sha256().bytes());
        return Body.of(salt, Bytes.utf8("body of " + size), new TreeSet<>(List.of("member")));
    }

    /// How many entries are appended together at `size`.
    static int batch(long size) {
        return (int) (size % 3) + 1;
    }

    /// The checkpoint of `size` entries.
    String note(long size) {
        while (tree.size() < size) {
            tree.append(MerkleTree.leafHash(entry(tree.size()).array()));
        }
        return new Checkpoint(ORIGIN, size, tree.root(size)).sign(HUB);
    }

    /// Appends the batch that follows `size`; returns the new size.
    long append(Ledger ledger, long size) {
        var entries = new ArrayList<Bytes>();
        for (int i = 0; i < batch(size); i++) {
            entries.add(entry(size + i));
        }
        long next = size + entries.size();
        ledger.append(size, entries, List.of(body(next)), note(next));
        return next;
    }

    private static KeyPair pair() {
        try {
            var generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(
                    255,
                    new SecureRandom() {
                        @Override
                        public void nextBytes(byte[] bytes) {
                            Arrays.fill(bytes, (byte) 7);
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
