package org.foedus.link.mirror;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.protocol.chain.Chain;
import org.foedus.protocol.chain.Judged;
import org.foedus.protocol.json.EntryCodec;

/// Lines of a hub's, judged one after the other and appended to a chain as far as they can be.
///
/// @param lines that were appended
/// @param entries the same, decoded
/// @param found what breaks the rules among them, and what ends the page
/// @param stop what ended it before all lines were taken
record Page(List<Bytes> lines, List<Entry> entries, List<Found> found, Optional<Stop> stop) {

    /// @param here root of the tree before it
    record Found(long index, Bytes line, String type, String why, Sha256 here) {}

    /// @param line that could not be appended
    /// @param unknown its type, if a newer release may know it: no fault of the hub's
    record Stop(Bytes line, Optional<String> unknown) {}

    static Page judge(Chain chain, List<Bytes> batch) {
        var lines = new ArrayList<Bytes>();
        var entries = new ArrayList<Entry>();
        var found = new ArrayList<Found>();
        for (var line : batch) {
            long index = chain.size();
            var here = chain.tree().root();
            switch (chain.judge(line)) {
                case Judged.Lawful l -> entries.add(l.entry());
                case Judged.Unlawful u -> {
                    entries.add(u.entry());
                    found.add(new Found(index, line, EntryCodec.type(u.entry()), u.why(), here));
                }
                case Judged.Impossible i -> {
                    found.add(new Found(index, line, i.type(), i.why(), here));
                    var stop = new Stop(line, Optional.empty());
                    return new Page(lines, entries, found, Optional.of(stop));
                }
                case Judged.Unknown u -> {
                    var stop = new Stop(line, Optional.of(u.type()));
                    return new Page(lines, entries, found, Optional.of(stop));
                }
            }
            lines.add(line);
        }
        return new Page(lines, entries, found, Optional.empty());
    }
}
