package org.foedus.sim;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.Party;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.run.RunId;

/// What each blob is, from the durable entries, and who may read it: by who brought it or what fold
/// wrote it, whatever it was used for since.
final class Readership {
    private final Pacts pacts;
    private final Map<RunId, Set<MemberId>> auditors = new TreeMap<>();
    private final Map<Sha256, Set<RunId>> models = new TreeMap<>();
    private final Map<Sha256, Set<RunId>> states = new TreeMap<>();
    private final Map<Sha256, Set<RunId>> updates = new TreeMap<>();
    private final Map<Sha256, Set<MemberId>> senders = new TreeMap<>();

    Readership(Pacts pacts) {
        this.pacts = pacts;
    }

    void entry(Entry entry, AllianceState before) {
        switch (entry) {
            case Entry.Claimed e when e.claim() instanceof Claim.StartRun c -> {
                auditors.put(c.run(), c.plan().auditors());
                if (!known(c.model())) {
                    add(models, c.model(), c.run());
                }
            }
            case Entry.Claimed e when e.claim() instanceof Claim.WorkDone c ->
                    c.outputs()
                            .values()
                            .forEach(o -> {
                                add(updates, o.sha256(), c.work().run());
                                Optional.ofNullable(before.parties().get(e.envelope().key()))
                                        .flatMap(Party::of)
                                        .ifPresent(m ->
                                                senders.computeIfAbsent(
                                                                o.sha256(), _ -> new TreeSet<>())
                                                        .add(m));
                            });
            case Entry.RoundPublished e -> {
                add(models, e.model(), e.run());
                e.optimizerState().ifPresent(s -> add(states, s, e.run()));
            }
            default -> {
                // no blob comes to be
            }
        }
    }

    private boolean known(Sha256 digest) {
        return models.containsKey(digest)
                || states.containsKey(digest)
                || updates.containsKey(digest);
    }

    private static void add(Map<Sha256, Set<RunId>> to, Sha256 digest, RunId run) {
        to.computeIfAbsent(digest, _ -> new TreeSet<>()).add(run);
    }

    /// Whether a blob may go to `reader`, who is nobody's if empty.
    boolean mayRead(Sha256 digest, Optional<MemberId> reader) {
        boolean model =
                models.getOrDefault(digest, Set.of()).stream()
                        .anyMatch(run -> pacts.mayRead(run, reader));
        return model
                || reader.isPresent()
                        && (senders.getOrDefault(digest, Set.of()).contains(reader.get())
                                || audits(states, digest, reader.get())
                                || audits(updates, digest, reader.get()));
    }

    private boolean audits(Map<Sha256, Set<RunId>> blobs, Sha256 digest, MemberId reader) {
        return blobs.getOrDefault(digest, Set.of()).stream()
                .anyMatch(run -> auditors.getOrDefault(run, Set.of()).contains(reader));
    }
}
