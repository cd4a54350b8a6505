package org.foedus.hub.read;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.foedus.core.alliance.AllianceState;
import org.foedus.portal.Text;

/// A calendar (RFC 5545): moments in UTC, one event each, with no duration.
public record Calendar(AllianceState state) {
    private static final int MAX_OCTETS = 75;
    private static final String END = "\r\n";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /// @param id unique in the alliance, the same for ever, so that a calendar moves what moved
    /// @param path of a page about it
    public record Event(String id, Instant at, String summary, String path) {}

    public String write(List<Event> events) {
        var out = new StringBuilder();
        line(out, "BEGIN:VCALENDAR");
        line(out, "VERSION:2.0");
        line(out, "PRODID:-//Foedus//Foedus hub//EN");
        line(out, "X-WR-CALNAME:" + escaped(state.rules().name()));
        for (var event : events) {
            line(out, "BEGIN:VEVENT");
            line(out, "UID:" + event.id() + "@" + state.allianceId().shortHex() + ".foedus");
            line(out, "DTSTAMP:" + TIME.format(state.at()));
            line(out, "DTSTART:" + TIME.format(event.at()));
            line(out, "SUMMARY:" + escaped(event.summary()));
            line(out, "URL:" + Agenda.address(state) + event.path());
            line(out, "TRANSP:TRANSPARENT");
            line(out, "END:VEVENT");
        }
        line(out, "END:VCALENDAR");
        return out.toString();
    }

    /// As a value of type TEXT.
    static String escaped(String text) {
        return Text.clean(text)
                .replace("\\", "\\\\")
                .replace(";", "\\;")
                .replace(",", "\\,")
                .replace("\n", "\\n");
    }

    /// A line of at most 75 octets, gone on with on the next one after a space; no character is
    /// cut.
    static void line(StringBuilder out, String text) {
        int octets = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int size = Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
            if (octets + size > MAX_OCTETS) {
                out.append(END).append(' ');
                octets = 1;
            }
            out.appendCodePoint(c);
            octets += size;
            i += Character.charCount(c);
        }
        out.append(END);
    }
}
