package org.foedus.portal.act;

import java.util.Optional;
import org.foedus.core.signature.PublicKey;

/// A key on this machine.
///
/// @param name `organisation`, `node`, or `person-` and the person's name
public record Holder(String name, PublicKey key) {
    public static final String ORGANISATION = "organisation";
    public static final String NODE = "node";
    private static final String PERSON = "person-";

    public static Holder person(String name, PublicKey key) {
        return new Holder(PERSON + name, key);
    }

    /// The person's name; empty for the other keys.
    public Optional<String> person() {
        return name.startsWith(PERSON)
                ? Optional.of(name.substring(PERSON.length()))
                : Optional.empty();
    }
}
