package org.foedus.cli.supply;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A range of versions in OSV's schema: events along the order of versions, each of which begins or
/// ends the flaw.
///
/// @param limits where the range stops being told; none, or `*`, is nowhere
record VersionRange(List<Event> events, List<String> limits) {
    private static final String FIRST = "0";
    private static final String EVERY = "*";

    VersionRange {
        events = List.copyOf(events);
        limits = List.copyOf(limits);
    }

    /// What a version brings, in the order that counts where two have the same version.
    enum Kind {
        INTRODUCED,
        LAST_AFFECTED,
        FIXED
    }

    record Event(Kind kind, String version) {}

    static VersionRange of(JsonNode json) {
        var events = new ArrayList<Event>();
        var limits = new ArrayList<String>();
        for (var event : json) {
            add(events, Kind.INTRODUCED, event.path("introduced"));
            add(events, Kind.LAST_AFFECTED, event.path("last_affected"));
            add(events, Kind.FIXED, event.path("fixed"));
            if (event.has("limit")) {
                limits.add(event.path("limit").asString(EVERY));
            }
        }
        events.sort(
                Comparator.<Event, Integer>comparing(e -> e.version().equals(FIRST) ? 0 : 1)
                        .thenComparing(Event::version, Library::compareVersions)
                        .thenComparing(Event::kind));
        return new VersionRange(events, limits);
    }

    private static void add(List<Event> events, Kind kind, JsonNode version) {
        if (version.isString()) {
            events.add(new Event(kind, version.asString()));
        }
    }

    boolean holds(String version) {
        boolean held = false;
        for (var event : events) {
            int after = after(version, event);
            switch (event.kind()) {
                case INTRODUCED -> held |= after >= 0;
                case FIXED -> held &= after < 0;
                case LAST_AFFECTED -> held &= after <= 0;
            }
        }
        return held && withinLimits(version);
    }

    private static int after(String version, Event event) {
        return event.version().equals(FIRST)
                ? 1
                : Library.compareVersions(version, event.version());
    }

    private boolean withinLimits(String version) {
        return limits.isEmpty()
                || limits.stream()
                        .anyMatch(l -> l.equals(EVERY) || Library.compareVersions(version, l) < 0);
    }

    List<String> fixes() {
        return events.stream().filter(e -> e.kind() == Kind.FIXED).map(Event::version).toList();
    }
}
