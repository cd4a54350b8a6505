package org.foedus.hub.read;

import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.error.InvariantViolation;
import org.foedus.portal.Text;

/// A feed (RFC 4287).
///
/// @param path of the feed
public record Atom(AllianceState state, String title, String path, Instant updated) {
    private static final String NAMESPACE = "http://www.w3.org/2005/Atom";

    /// One thing that happened.
    ///
    /// @param id unique in the alliance, for ever
    /// @param path of a page about it
    public record Item(String id, Instant at, String text, String path) {}

    public String write(List<Item> items) {
        var out = new StringWriter();
        try {
            var xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
            xml.writeStartDocument("utf-8", "1.0");
            xml.writeStartElement("feed");
            xml.writeDefaultNamespace(NAMESPACE);
            element(xml, "id", urn("feed:" + path));
            element(xml, "title", title);
            element(xml, "updated", newest(items).toString());
            link(xml, "self", path);
            xml.writeStartElement("author");
            element(xml, "name", state.rules().name());
            xml.writeEndElement();
            for (var item : items) {
                xml.writeStartElement("entry");
                element(xml, "id", urn(item.id()));
                element(xml, "title", item.text());
                element(xml, "updated", item.at().toString());
                link(xml, "alternate", item.path());
                xml.writeEndElement();
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new InvariantViolation("a feed could not be written: " + e);
        }
        return out.toString();
    }

    private Instant newest(List<Item> items) {
        return items.stream().map(Item::at).max(Instant::compareTo).orElse(updated);
    }

    private String urn(String name) {
        return "urn:foedus:" + state.allianceId().hex() + ":" + name;
    }

    private void link(XMLStreamWriter xml, String relation, String to) throws XMLStreamException {
        xml.writeEmptyElement("link");
        xml.writeAttribute("rel", relation);
        xml.writeAttribute("href", Agenda.address(state) + to);
    }

    private static void element(XMLStreamWriter xml, String name, String text)
            throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(Text.clean(text));
        xml.writeEndElement();
    }
}
