package org.foedus.portal;

import java.util.Locale;

/// How a word is coloured; the word itself always says the same, so colour is never alone.
enum Tone {
    PLAIN,
    GOOD,
    BUSY,
    WARN,
    BAD;

    String css() {
        return "tag " + name().toLowerCase(Locale.ROOT);
    }
}
