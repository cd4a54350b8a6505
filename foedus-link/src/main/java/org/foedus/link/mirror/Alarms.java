package org.foedus.link.mirror;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.protocol.json.Json;

/// The alarms of one mirror: on disk, where the mirror may write, and in memory. They only grow;
/// the owner's word counts how many of them it has seen. Thread-safe.
final class Alarms {
    /// Beyond so many no more are kept: the entries themselves are.
    static final int MOST = 100;

    private final MirrorFiles files;
    private final InstantSource clock;
    private List<Alarm> known = List.of();
    private boolean saved = true;
    private volatile long acknowledged;

    Alarms(MirrorFiles files, InstantSource clock) {
        this.files = files;
        this.clock = clock;
        refresh();
    }

    /// What another process wrote meanwhile.
    private synchronized void refresh() {
        var all = new ArrayList<>(read());
        for (var alarm : known) {
            if (all.stream().noneMatch(alarm::same)) {
                all.add(alarm);
            }
        }
        known = List.copyOf(all);
        acknowledged = files.acknowledged();
    }

    private List<Alarm> read() {
        return files.alarms()
                .lines()
                .map(line ->
                        Json.read(
                                line.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                Alarm.class))
                .toList();
    }

    synchronized List<Alarm> all() {
        refresh();
        return known;
    }

    /// Those that the owner has not seen, and what keeps the mirror from going on.
    List<Alarm> standing(long size, Sha256 root) {
        var all = all();
        var standing = new ArrayList<Alarm>();
        for (int i = 0; i < all.size(); i++) {
            var alarm = all.get(i);
            boolean stuck = alarm.entry() == size && alarm.here().equals(root);
            if (i >= acknowledged || stuck) {
                standing.add(alarm);
            }
        }
        return standing;
    }

    /// Whether one more would be kept.
    synchronized boolean room() {
        return known.size() < MOST;
    }

    synchronized Optional<Alarm> like(Alarm.Kind kind, long entry, Sha256 here) {
        return known.stream()
                .filter(a -> a.kind() == kind && a.entry() == entry && a.here().equals(here))
                .findFirst();
    }

    /// What a page of entries breaks.
    ///
    /// @param tree with the entries of the page
    /// @param onward from there to the note
    void raise(Page page, MerkleTree tree, List<Sha256> onward, String note) {
        var last = page.stop().filter(s -> s.unknown().isEmpty()).map(Page.Stop::line);
        last.ifPresent(line -> tree.append(MerkleTree.leafHash(line.array())));
        try {
            page.found().forEach(found -> raise(found, tree, onward, note));
        } finally {
            last.ifPresent(_ -> tree.truncate(tree.size() - 1));
        }
    }

    void raise(Page.Found found, MerkleTree tree, List<Sha256> onward, String note) {
        if (like(Alarm.Kind.RULES, found.index(), found.here()).isPresent()) {
            save();
            return;
        }
        var at = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var place =
                files.writable() && room()
                        ? files.keepEvidence("broken", at, Evidence.text(found, tree, onward, note))
                        : "";
        raise(
                new Alarm(
                        at,
                        Alarm.Kind.RULES,
                        found.index(),
                        found.type(),
                        found.why(),
                        found.here(),
                        place));
    }

    /// Why nothing is signed.
    static FoedusException refusal(List<Alarm> standing) {
        int more = standing.size() - 1;
        return new FoedusException(
                ErrorCode.HUB_BROKE_RULES,
                standing.getFirst().text()
                        + (more > 0 ? "; and " + more + " more" : "")
                        + ". Nothing is signed or trained for this hub until you have acknowledged"
                        + " that: foedus alarms");
    }

    /// Keeps an alarm, once. It stands in memory also where the disk fails.
    synchronized void raise(Alarm alarm) {
        if (known.stream().noneMatch(alarm::same) && known.size() < MOST) {
            var more = new ArrayList<>(known);
            more.add(alarm);
            known = List.copyOf(more);
            saved = false;
        }
        save();
    }

    /// Writes what is in memory only.
    synchronized void save() {
        if (saved || !files.writable()) {
            return;
        }
        var text = new StringBuilder();
        known.forEach(a -> text.append(Json.text(a)).append('\n'));
        files.keepAlarms(text.toString());
        saved = true;
    }

    synchronized void acknowledge() {
        refresh();
        files.acknowledge(known.size());
        acknowledged = known.size();
    }
}
