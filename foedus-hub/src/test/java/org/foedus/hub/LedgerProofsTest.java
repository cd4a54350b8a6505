package org.foedus.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.link.hub.HubClient;
import org.foedus.protocol.api.Api;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Proofs over the API, at every size and at the edges.
class LedgerProofsTest {
    @TempDir Path folder;
    private LiveAlliance alliance;
    private HubClient member;
    private final MerkleTree tree = new MerkleTree();
    private long size;

    @BeforeEach
    void found() {
        alliance = new LiveAlliance(folder).ofThree();
        member = alliance.as("cn");
        member.entries(0, Duration.ZERO)
                .forEach(line -> tree.append(MerkleTree.leafHash(line.array())));
        size = tree.size();
    }

    @AfterEach
    void close() {
        alliance.close();
    }

    @Test
    void everyEntryIsProvenAtEverySize() {
        for (long at = 1; at <= size; at++) {
            for (long index = 0; index < at; index++) {
                var proof = member.inclusion(index, at);
                assertThat(MerkleTree.rootFromInclusion(tree.leaf(index), index, at, proof))
                        .isEqualTo(Optional.of(tree.root(at)));
            }
        }
    }

    @Test
    void everySizeContinuesEveryEarlierOne() {
        for (long to = 0; to <= size; to++) {
            for (long from = 0; from <= to; from++) {
                var proof = member.consistency(from, to);
                assertThat(MerkleTree.consistent(from, tree.root(from), to, tree.root(to), proof))
                        .as("%d to %d", from, to)
                        .isTrue();
                assertThat(proof.isEmpty()).isEqualTo(from == 0 || from == to);
            }
        }
    }

    @Test
    void whatIsPastTheEndIsRefusedWithTheBounds() {
        for (var query :
                List.of(
                        "inclusion?index=" + size,
                        "inclusion?index=3&size=3",
                        "inclusion?index=0&size=0",
                        "inclusion?index=0&size=" + (size + 1),
                        "inclusion?index=-1",
                        "inclusion?index=x",
                        "consistency?from=0&to=" + (size + 1),
                        "consistency?from=4&to=3",
                        "consistency?from=-1",
                        "consistency?from=99999999999999999999")) {
            var answer = member.page(Api.PREFIX + "/ledger/" + query);
            assertThat(answer.status()).as(query).isEqualTo(400);
            assertThat(answer.body().utf8()).as(query).contains("expected a whole number from");
        }
    }

    @Test
    void withoutASizeTheWholeLedgerIsMeant() {
        var answer = member.page(Api.PREFIX + "/ledger/inclusion?index=0");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().utf8()).contains(tree.inclusionProof(0, size).getFirst().hex());
        assertThat(member.page(Api.PREFIX + "/ledger/consistency?from=1").status()).isEqualTo(200);
    }
}
