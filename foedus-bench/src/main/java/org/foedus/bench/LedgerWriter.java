package org.foedus.bench;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.DecisionRules;
import org.foedus.core.alliance.Registrar;
import org.foedus.core.alliance.Rules;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Verdict;
import org.foedus.core.digest.Bytes;
import org.foedus.core.entry.Entry;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.link.keys.KeyFile;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.json.EntryCodec;
import org.foedus.store.sql.SqlLedger;

/// Writes a legal ledger. Each claim is signed; of every thousand entries ten are judged by the
/// rules as the hub would.
final class LedgerWriter implements AutoCloseable {
    private static final int BATCH = 100;
    private static final int JUDGED_EVERY = 1000;

    private final SqlLedger ledger;
    private final Signer hub;
    private final MerkleTree tree = new MerkleTree();
    private final List<Bytes> waiting = new ArrayList<>();
    private final TreeMap<PublicKey, Long> sequences = new TreeMap<>();
    private AllianceState state = AllianceState.empty();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /// A new database in `folder`, and a new hub's key beside it.
    LedgerWriter(Path folder) {
        this.hub = KeyFile.create(folder.resolve("identity.pem"));
        this.ledger = SqlLedger.open(folder.resolve("ledger.db"));
    }

    Signer hub() {
        return hub;
    }

    AllianceState state() {
        return state;
    }

    Instant now() {
        return now;
    }

    Claim.Header header(Signer signer) {
        now = now.plusMillis(10);
        long sequence = sequences.merge(signer.publicKey(), 1L, Long::sum);
        return new Claim.Header(state.allianceId(), sequence, now);
    }

    void claim(Signer signer, Claim claim) {
        var envelope = ClaimCodec.sign(claim, signer);
        if (state.size() % JUDGED_EVERY < 10) {
            var verdict = Rules.judge(state, envelope, claim, now);
            if (!(verdict instanceof Verdict.Accepted)) {
                throw new IllegalStateException(claim + ": " + verdict);
            }
        }
        add(new Entry.Claimed(now, envelope, claim));
    }

    /// What the claims so far make the hub decide.
    void decide() {
        for (var due = Registrar.next(state, now);
                due.isPresent();
                due = Registrar.next(state, now)) {
            add(due.get());
        }
    }

    void add(Entry entry) {
        DecisionRules.judge(state, entry)
                .ifPresent(why -> {
                    throw new IllegalStateException(entry + ": " + why);
                });
        var line = EntryCodec.write(entry);
        var leaf = MerkleTree.leafHash(line.array());
        state = state.apply(entry, leaf);
        tree.append(leaf);
        waiting.add(line);
        if (waiting.size() == BATCH) {
            flush();
        }
    }

    private void flush() {
        if (!waiting.isEmpty()) {
            var origin = Checkpoint.originOf(state.allianceId());
            var note = new Checkpoint(origin, tree.size(), tree.root()).sign(hub);
            ledger.append(tree.size() - waiting.size(), List.copyOf(waiting), List.of(), note);
            waiting.clear();
        }
    }

    @Override
    public void close() {
        flush();
        ledger.close();
    }
}
