package org.foedus.portal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A text of ours as pieces: plain, `code`, **strong**.
record Prose(Kind kind, String text) {
    private static final Pattern MARKED = Pattern.compile("`([^`]+)`|\\*\\*([^*]+)\\*\\*");

    enum Kind {
        PLAIN,
        CODE,
        STRONG
    }

    static List<Prose> of(String text) {
        var pieces = new ArrayList<Prose>();
        int from = 0;
        for (var found = MARKED.matcher(text); found.find(); from = found.end()) {
            if (found.start() > from) {
                pieces.add(new Prose(Kind.PLAIN, text.substring(from, found.start())));
            }
            var code = found.group(1);
            pieces.add(
                    code == null
                            ? new Prose(Kind.STRONG, found.group(2))
                            : new Prose(Kind.CODE, code));
        }
        if (from < text.length()) {
            pieces.add(new Prose(Kind.PLAIN, text.substring(from)));
        }
        return pieces;
    }
}
