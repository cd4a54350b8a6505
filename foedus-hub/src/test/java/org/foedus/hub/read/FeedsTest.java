package org.foedus.hub.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.foedus.core.alliance.AdmissionRule;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.signature.PublicKey;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/// Feeds and calendars whose texts people chose.
class FeedsTest {
    private static final Instant NOON = Instant.parse("2027-01-01T12:00:00Z");
    private static final String EVIL =
            "]]> <b>&amp; \u0000\u202e 健康 स्वास्थ्य; a, b\\n\r\nEND:VCALENDAR " + "長".repeat(60);

    private static AllianceState state() {
        var charter =
                new Charter(
                        "Alliance <1>",
                        new MemberId("br"),
                        new AdmissionRule(0.5, 0.5),
                        Charter.MandateIssuers.LEAD,
                        List.of(),
                        Optional.empty());
        var founded =
                new Entry.Founded(
                        NOON, charter, new PublicKey("a".repeat(64)), Sha256.of(new byte[] {1}));
        return AllianceState.empty()
                .apply(founded, Sha256.of(new byte[] {2}))
                .apply(
                        new Entry.HubAddresses(NOON, List.of("hub.example.org:8443")),
                        Sha256.of(new byte[] {3}));
    }

    @Test
    void aFeedIsWellFormedWhateverItsTextsHold() throws Exception {
        var feed =
                new Atom(state(), "Decisions", "/feeds/decisions.atom", NOON)
                        .write(List.of(new Atom.Item("entry:7", NOON, EVIL, "/ledger/7")));
        var factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        var root =
                factory.newDocumentBuilder()
                        .parse(new InputSource(new StringReader(feed)))
                        .getDocumentElement();
        assertThat(root.getNamespaceURI()).isEqualTo("http://www.w3.org/2005/Atom");
        var entry = root.getElementsByTagName("entry");
        assertThat(entry.getLength()).isEqualTo(1);
        for (var name : List.of("id", "title", "updated", "author", "link")) {
            assertThat(root.getElementsByTagName(name).getLength()).as(name).isPositive();
        }
        assertThat(entry.item(0).getTextContent()).contains("]]> <b>&amp;", "健康");
        assertThat(feed).contains("https://hub.example.org:8443/ledger/7", ":entry:7");
    }

    @Test
    void aCalendarKeepsItsLinesShortAndItsTextsInTheirPlace() {
        var event = new Calendar.Event("mandate-m-1", NOON, EVIL, "/mandates/m-1");
        var text = new Calendar(state()).write(List.of(event));
        assertThat(text).endsWith("END:VCALENDAR\r\n").doesNotContain("\u0000", "\u202e");
        assertThat(text.replace("\r\n", "")).doesNotContain("\n", "\r");
        for (var line : text.split("\r\n", -1)) {
            assertThat(line.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(75);
        }
        var unfolded = List.of(text.replace("\r\n ", "").split("\r\n", -1));
        assertThat(unfolded)
                .contains("BEGIN:VEVENT", "DTSTART:20270101T120000Z", "END:VEVENT")
                .contains("URL:https://hub.example.org:8443/mandates/m-1");
        assertThat(unfolded.stream().filter(l -> l.startsWith("END:VCALENDAR"))).hasSize(1);
        assertThat(unfolded)
                .anyMatch(l -> l.startsWith("SUMMARY:") && l.contains("\\; a\\, b\\\\n"));
    }

    @Test
    void aLineIsFoldedBetweenCharacters() {
        for (int length = 0; length < 200; length++) {
            var line = "x".repeat(length % 7) + "😀é".repeat(length);
            var out = new StringBuilder();
            Calendar.line(out, line);
            var folded = new ArrayList<>(List.of(out.toString().split("\r\n", -1)));
            folded.removeLast();
            assertThat(folded)
                    .allMatch(l -> l.getBytes(StandardCharsets.UTF_8).length <= 75)
                    .noneMatch(l -> l.contains("\uFFFD"));
            assertThat(out.toString().replace("\r\n ", "")).isEqualTo(line + "\r\n");
        }
    }
}
