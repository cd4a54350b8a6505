package org.foedus.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import picocli.CommandLine;

/// What a command's help says of its `--json` output: types of events and their fields, as ` type
/// (field, field?, field [inner, …])`. A question mark means that it may be missing.
///
/// @param all types, and `type.field` for each of their fields
/// @param always of these, what is never missing
record Promise(SortedSet<String> all, SortedSet<String> always) {
    private static final String HEADING = "%nWith --json";
    private static final Pattern LINE = Pattern.compile("  ((?:[a-z-]+\\?? )+)\\((.*)\\)");

    Promise {
        all = Collections.unmodifiableSortedSet(new TreeSet<>(all));
        always = Collections.unmodifiableSortedSet(new TreeSet<>(always));
    }

    static Promise of(CommandLine command) {
        var footer = List.of(command.getCommandSpec().usageMessage().footer());
        var all = new TreeSet<String>();
        var always = new TreeSet<String>();
        boolean begun = false;
        for (var line : footer) {
            var match = LINE.matcher(line);
            if (begun && match.matches()) {
                read(match.group(1), match.group(2), all, always);
            }
            begun |= line.startsWith(HEADING);
        }
        return new Promise(all, always);
    }

    private static void read(
            String names, String fields, SortedSet<String> all, SortedSet<String> always) {
        for (var name : names.strip().split(" ")) {
            var type = add("", name, all, always);
            outermost(fields).forEach(field -> add(type + ".", field, all, always));
        }
    }

    private static String add(
            String prefix, String name, SortedSet<String> all, SortedSet<String> always) {
        var bare = name.replace("?", "");
        all.add(prefix + bare);
        if (bare.equals(name)) {
            always.add(prefix + bare);
        }
        return bare;
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

    /// What must be among `said`: the types that always come, and what is always in those that
    /// came.
    SortedSet<String> dueIn(SortedSet<String> said) {
        var due = new TreeSet<>(always);
        due.removeIf(name -> name.contains(".") && !said.contains(name.split("\\.", 2)[0]));
        return due;
    }
}
