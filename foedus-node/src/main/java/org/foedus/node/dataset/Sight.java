package org.foedus.node.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.foedus.engine.data.DatasetSpec;
import org.foedus.protocol.model.Architecture;

/// What looks at data found, kept until the list or a file has changed, so that large data are read
/// once. Thread-safe.
public final class Sight {
    /// After which what could not be read is tried again: a drive may be back.
    static final Duration AGAIN = Duration.ofMinutes(5);

    private static final Look NOT_YET = new Look.NotYet();

    private final Path base;
    private final Function<String, Optional<Architecture>> architectures;
    private final InstantSource clock;
    private final Map<Key, Seen> seen = new ConcurrentHashMap<>();

    /// @param base what relative files are relative to
    /// @param architectures by name
    public Sight(
            Path base,
            Function<String, Optional<Architecture>> architectures,
            InstantSource clock) {
        this.base = base;
        this.architectures = architectures;
        this.clock = clock;
    }

    private record Key(String dataset, String architecture) {}

    /// @param mark of the files when they were read
    /// @param until it counts
    private record Seen(String mark, Look look, Instant until) {}

    /// What is known; nothing is read but sizes and times.
    public Look known(DatasetBook book, String dataset, String architecture) {
        var kept = seen.get(new Key(dataset, architecture));
        var spec = book.entries().get(dataset);
        if (kept == null || spec == null || !clock.instant().isBefore(kept.until)) {
            return NOT_YET;
        }
        return kept.mark.equals(mark(spec)) ? kept.look : NOT_YET;
    }

    /// Reads it, unless it is known.
    public Look look(DatasetBook book, String dataset, String architecture) {
        var known = known(book, dataset, architecture);
        var spec = book.entries().get(dataset);
        if (!(known instanceof Look.NotYet) || spec == null) {
            return known;
        }
        var mark = mark(spec);
        var look = read(spec, architecture);
        var until = look instanceof Look.Fits ? Instant.MAX : clock.instant().plus(AGAIN);
        seen.put(new Key(dataset, architecture), new Seen(mark, look, until));
        return look;
    }

    /// Training could not use it, whatever a look says: so it stays until it has changed.
    public void spoiled(DatasetBook book, String dataset, String architecture, String problem) {
        var spec = book.entries().get(dataset);
        if (spec != null) {
            seen.put(
                    new Key(dataset, architecture),
                    new Seen(mark(spec), new Look.Unfit(problem), Instant.MAX));
        }
    }

    private Look read(DatasetSpec spec, String architecture) {
        var shape = architectures.apply(architecture);
        if (shape.isEmpty()) {
            return new Look.Unfit("nothing here knows the architecture " + architecture);
        }
        return switch (DatasetCheck.of(spec, base, shape.get())) {
            case DatasetCheck.Usable found -> new Look.Fits(found);
            case DatasetCheck.Unusable not -> new Look.Unfit(not.problem());
        };
    }

    /// What changes when the data do.
    private String mark(DatasetSpec spec) {
        var mark = new StringBuilder(spec.toString());
        for (var name : spec.files()) {
            mark.append('\n').append(mark(name));
        }
        return mark.toString();
    }

    private String mark(String name) {
        try {
            var file = base.resolve(name).normalize();
            return Files.size(file) + " " + Files.getLastModifiedTime(file);
        } catch (IOException | InvalidPathException e) {
            return "not here";
        }
    }

    /// These looks, over what is in `book`, read at once where they were not taken before.
    public Looks over(DatasetBook book) {
        return new Looks() {
            @Override
            public Look at(String dataset, String architecture) {
                return look(book, dataset, architecture);
            }

            @Override
            public Look known(String dataset, String architecture) {
                return Sight.this.known(book, dataset, architecture);
            }
        };
    }
}
