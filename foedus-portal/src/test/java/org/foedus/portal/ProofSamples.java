package org.foedus.portal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;

/// A real tree, a real checkpoint, and an entry in it.
final class ProofSamples {
    static final long INDEX = 1_197;
    static final int SIZE = 1_284;
    static final String ENTRY = "{\"kind\":\"vote\",\"choice\":\"yes\",\"by\":\"Associação\"}";
    static final ProofView GOOD = good();

    private ProofSamples() {}

    private static ProofView good() {
        var tree = new MerkleTree();
        for (int i = 0; i < SIZE; i++) {
            tree.append(leaf(i));
        }
        var origin = Checkpoint.originOf(Sha256.of(new byte[0]));
        var checkpoint = new Checkpoint(origin, SIZE, tree.root());
        var hub = signer();
        var member = Samples.MEMBERS.get(2);
        return new ProofView(
                SIZE,
                tree.root().hex(),
                tree.inclusionProof(INDEX, SIZE).stream().map(Sha256::hex).toList(),
                Base64.getEncoder().encodeToString(ENTRY.getBytes(StandardCharsets.UTF_8)),
                checkpoint.sign(hub),
                hub.publicKey().hex(),
                true,
                true,
                List.of(
                        new ProofView.Witness(
                                member, member.id() + "-1", Instant.ofEpochSecond(1_795_000_000))));
    }

    static Sha256 leaf(long index) {
        var entry = index == INDEX ? ENTRY : "entry " + index;
        return MerkleTree.leafHash(entry.getBytes(StandardCharsets.UTF_8));
    }

    /// The same, with a path that leads elsewhere.
    static ProofView bad() {
        var path = new java.util.ArrayList<>(GOOD.path());
        java.util.Collections.swap(path, 0, 1);
        return with(path, GOOD.note());
    }

    /// The same, with a signature that is not the hub's.
    static ProofView forged() {
        var checkpoint = Checkpoint.parse(GOOD.note());
        return with(GOOD.path(), checkpoint.sign(signer()));
    }

    private static ProofView with(List<String> path, String note) {
        return new ProofView(
                GOOD.size(),
                GOOD.root(),
                path,
                GOOD.entry(),
                note,
                GOOD.hubKey(),
                false,
                false,
                List.of());
    }

    static ProofView evil(MemberView.Ref member, String evil) {
        return new ProofView(
                Long.MAX_VALUE,
                evil,
                List.of(evil, evil),
                evil,
                evil,
                evil,
                false,
                false,
                List.of(new ProofView.Witness(member, evil, Instant.MAX)));
    }

    private record Fresh(KeyPair pair) implements Signer {
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

    private static Signer signer() {
        try {
            return new Fresh(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
