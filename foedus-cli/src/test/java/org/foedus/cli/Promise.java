package org.foedus.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import picocli.CommandLine;

/// What a command's help says of its `--json` output: types of events and their fields, as
/// `  type (field, field?, field [inner, …])`. A question mark means that it may be missing.
///
/// @param types by name, with their fields
/// @param always what is never missing: types, and `type.field`
record Promise(SortedMap<String, SortedSet<String>> types, SortedSet<String> always) {
    private static final String HEADING = "%nWith --json";
    private static final Pattern LINE = Pattern.compile("  ((?:[a-z-]+\\?? )+)\\((.*)\\)");

    Promise {
        types = Collections.unmodifiableSortedMap(new TreeMap<>(types));
        always = Collections.unmodifiableSortedSet(new TreeSet<>(always));
    }

    static Promise of(CommandLine command) {
        var footer = List.of(command.getCommandSpec().usageMessage().footer());
        var types = new TreeMap<String, SortedSet<String>>();
        var always = new TreeSet<String>();
        boolean begun = false;
        for (var line : footer) {
            var match = LINE.matcher(line);
            if (begun && match.matches()) {
                read(match.group(1), match.group(2), types, always);
            }
            begun |= line.startsWith(HEADING);
        }
        return new Promise(types, always);
    }

    private static void read(
            String names,
            String fields,
            SortedMap<String, SortedSet<String>> types,
            SortedSet<String> always) {
        for (var name : names.strip().split(" ")) {
            var type = name.replace("?", "");
            types.put(type, new TreeSet<>());
            if (type.equals(name)) {
                always.add(type);
            }
            for (var field : outermost(fields)) {
                var bare = field.replace("?", "");
                types.get(type).add(bare);
                if (bare.equals(field)) {
                    always.add(type + "." + bare);
                }
            }
        }
    }

    /// The names that stand in no brackets.
    private static List<String> outermost(String fields) {
        var text = fields;
        while (text.contains("[")) {
            text = text.replaceAll(" \\[[^\\[\\]]*\\]", "");
        }
        var names = new ArrayList<String>();
        for (var name : text.split(", ")) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }
}
