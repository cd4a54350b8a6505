package org.foedus.hub.alliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import org.foedus.core.digest.Bytes;
import org.foedus.core.entry.Entry;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunStatus;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.protocol.json.EntryCodec;
import org.foedus.store.sql.SqlLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The databases that earlier releases wrote: migrated, replayed, and the same.
class OldLedgersTest {
    @TempDir Path folder;

    /// Three members, a run of two rounds with a consent withdrawn, an evaluation, private metrics,
    /// a cosignature.
    @Test
    void theLedgerOfSchemaOneIsReplayed() throws IOException {
        try (var ledger = SqlLedger.open(copy("v1.db"))) {
            var logic = new HubLogic(ledger, reader(ledger), InstantSource.system());

            assertThat(logic.tree().size()).isEqualTo(34);
            assertThat(logic.tree().root().hex())
                    .isEqualTo("5bb225f0ea5b22ea4da8049a1b48fe8c1175ed3266b412e812df60bb72f5b01d");
            assertThat(logic.state().electorate()).hasSize(3);
            var run = Objects.requireNonNull(logic.state().runs().get(new RunId("run-1")));
            assertThat(run.published()).isEqualTo(2);
            assertThat(run.status()).isInstanceOf(RunStatus.Finished.class);
            assertThat(ledger.cosignatures(34)).hasSize(1);
            assertThat(ledger.check()).isEmpty();
        }
    }

    private Path copy(String name) throws IOException {
        var copy = folder.resolve(name);
        try (var in = OldLedgersTest.class.getResourceAsStream("ledgers/" + name)) {
            Files.copy(Objects.requireNonNull(in), copy);
        }
        return copy;
    }

    /// The hub's public key, as the ledger names it; nothing can be signed any more.
    private static Signer reader(SqlLedger ledger) {
        var founded = (Entry.Founded) EntryCodec.read(ledger.read(0, 1).getFirst());
        return new Signer() {
            @Override
            public PublicKey publicKey() {
                return founded.hub();
            }

            @Override
            public Bytes sign(byte[] message) {
                throw new AssertionError("nothing is signed here");
            }
        };
    }
}
