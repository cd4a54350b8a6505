package org.foedus.protocol.form;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.foedus.core.name.Spelling;
import org.foedus.core.policy.Condition;
import org.foedus.core.policy.ConditionLanguage;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A section of a file: its fields by name, each asked for once. What nobody asked for is an error.
public final class Form {
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern NUMBER =
            Pattern.compile("-?[0-9]{1,18}(\\.[0-9]{1,18})?([eE][-+]?[0-9]{1,3})?");

    private final String path;
    private final int line;
    private final Problems problems;
    private final Map<String, Node> fields = new LinkedHashMap<>();
    private final TreeSet<String> asked = new TreeSet<>();
    private final List<Form> sections = new ArrayList<>();

    /// @param node null for a section that the file does not have
    /// @param around line of the section around it
    Form(@Nullable MappingNode node, String path, int around, Problems problems) {
        this.path = path;
        this.problems = problems;
        this.line = node == null ? around : Problems.line(node.getStartMark());
        if (node == null) {
            return;
        }
        for (var tuple : node.getValue()) {
            int at = Problems.line(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(at, path.isEmpty() ? "a field" : path, "expected a name of a field");
            } else if (fields.putIfAbsent(key.getValue(), tuple.getValueNode()) != null) {
                problems.add(at, at(Problems.shown(key.getValue())), "given twice");
            } else {
                problems.seen(at(key.getValue()), at);
            }
        }
    }

    /// Whether the file has the field.
    public boolean has(String name) {
        return fields.containsKey(name);
    }

    /// A free text of 1 to `maxLength` characters.
    public Field<String> text(String name, int maxLength) {
        var expected = "a text of 1 to " + maxLength + " characters";
        return quoted(name, expected, t -> Values.asText(t, maxLength));
    }

    /// A name: `a-z`, `0-9` and inner hyphens.
    public Field<String> name(String name) {
        return quoted(name, "a name of a-z, 0-9 and inner hyphens", Values::asName);
    }

    /// Whether the field is one value, and not a list or fields below it.
    public boolean isText(String name) {
        return fields.get(name) instanceof ScalarNode s && !s.getTag().equals(Tag.NULL);
    }

    /// A condition in a language of its own; its flaws are reported where they are in the file.
    public Field<Condition> condition(String name, ConditionLanguage language) {
        var expected = "a condition of 1 to " + ConditionLanguage.MAX_TEXT + " characters";
        var text = scalar(name, expected, Values::asCondition).optional().get();
        var read = text.flatMap(t -> understood(name, language.read(t)));
        return new Field<>(this, name, expected, has(name), read);
    }

    private Optional<Condition> understood(String name, ConditionLanguage.Reading reading) {
        return switch (reading) {
            case ConditionLanguage.Understood u -> Optional.of(u.condition());
            case ConditionLanguage.Flawed f -> {
                if (fields.get(name) instanceof ScalarNode text) {
                    f.flaws()
                            .forEach(flaw ->
                                    problems.add(problems.place(text, flaw), at(name), flaw));
                }
                yield Optional.empty();
            }
        };
    }

    /// One of an enum's constants, in small letters with hyphens.
    public <E extends Enum<E>> Field<E> choice(String name, Class<E> type) {
        var choices =
                Arrays.stream(type.getEnumConstants())
                        .collect(Collectors.toMap(Form::label, e -> e));
        var expected =
                Arrays.stream(type.getEnumConstants())
                        .map(Form::label)
                        .collect(Collectors.joining(" or "));
        return quoted(name, expected, t -> Optional.ofNullable(choices.get(t)));
    }

    /// A whole number in [min, max].
    public Field<Long> whole(String name, long min, long max) {
        return plain(
                name,
                "a whole number from " + min + " to " + max,
                t ->
                        Optional.of(t)
                                .filter(n -> WHOLE.matcher(n).matches())
                                .map(Long::valueOf)
                                .filter(n -> n >= min && n <= max));
    }

    /// A whole number in [min, max] that fits an `int`.
    public Field<Integer> count(String name, int min, int max) {
        return whole(name, min, max).as(Math::toIntExact);
    }

    /// A finite decimal number.
    ///
    /// @param expected in words: `a number in [0, 1)`
    public Field<Double> number(String name, String expected, DoublePredicate legal) {
        return plain(
                name,
                expected,
                t ->
                        Optional.of(t)
                                .filter(n -> NUMBER.matcher(n).matches())
                                // adding zero makes -0 one number with 0, also in a digest
                                .map(n -> Double.parseDouble(n) + 0.0)
                                .filter(n -> Double.isFinite(n) && legal.test(n)));
    }

    public Field<Boolean> flag(String name) {
        return plain(
                name,
                "true or false",
                t ->
                        switch (t) {
                            case "true" -> Optional.of(true);
                            case "false" -> Optional.of(false);
                            default -> Optional.empty();
                        });
    }

    /// A length of time in [min, max], with its unit.
    public Field<Duration> time(String name, Duration min, Duration max) {
        var expected = number(fields.get(name)) ? Times.EXPECTED_UNIT : Times.EXPECTED;
        return scalar(name, expected, s -> Times.parse(s.getValue()))
                .as(t -> Times.within(t, min, max));
    }

    /// A point in time; a date alone is its last second in UTC.
    ///
    /// @param now from which `in 30d` counts
    public Field<Instant> instant(String name, Instant now) {
        return scalar(name, Times.EXPECTED_INSTANT, s -> Times.instant(s.getValue(), now));
    }

    /// A list of 1 to `max` different names.
    public Field<List<String>> names(String name, int max) {
        var expected = "a list of 1 to " + max + " different names such as [first, second]";
        return read(
                name,
                expected,
                node -> Values.listed(node, max, Values::asName).filter(l -> !l.isEmpty()));
    }

    /// A list of 1 to `max` different texts of 1 to `maxLength` characters.
    public Field<List<String>> texts(String name, int max, int maxLength) {
        var expected = "a list of 1 to " + max + " different texts";
        return read(
                name,
                expected,
                node ->
                        Values.listed(node, max, t -> Values.asText(t, maxLength))
                                .filter(l -> !l.isEmpty()));
    }

    /// A list of at most `max` different names; none is a list too.
    public Field<List<String>> namesOrNone(String name, int max) {
        var expected = "a list of at most " + max + " different names such as [first, second]";
        return read(name, expected, node -> Values.listed(node, max, Values::asName));
    }

    /// A section; one that the file does not have reads as one without fields.
    public Form section(String name) {
        var node = asked(name);
        if (node != null && !(node instanceof MappingNode)) {
            problems.add(lineOf(node), at(name), "expected fields below it, found " + found(node));
        }
        return add(node instanceof MappingNode m ? m : null, at(name));
    }

    /// A list of at most `max` sections; empty where the file has none.
    public <T> Supplier<List<T>> sections(String name, int max, Function<Form, Supplier<T>> form) {
        var node = asked(name);
        var items = new ArrayList<Supplier<T>>();
        if (node == null) {
            return List::of;
        }
        if (!(node instanceof SequenceNode list) || list.getValue().size() > max) {
            problems.add(
                    lineOf(node),
                    at(name),
                    "expected a list of at most " + max + ", found " + found(node));
            return List::of;
        }
        for (var item : list.getValue()) {
            var where = at(name) + "[" + items.size() + "]";
            if (item instanceof MappingNode fieldsOfItem) {
                items.add(form.apply(add(fieldsOfItem, where)));
            } else {
                problems.add(lineOf(item), where, "expected fields, found " + found(item));
                return List::of;
            }
        }
        return () -> items.stream().map(Supplier::get).toList();
    }

    /// Sections under names of the writer's choice, at most `max`; empty where the file has none.
    public <T> Supplier<SortedMap<String, T>> named(
            String name, int max, Function<Form, Supplier<T>> form) {
        var node = asked(name);
        var items = new TreeMap<String, Supplier<T>>();
        if (node != null) {
            var expected = "expected at most " + max + " names with fields below each";
            var section = add(node instanceof MappingNode m ? m : null, at(name));
            if (!(node instanceof MappingNode) || section.fields.size() > max) {
                problems.add(lineOf(node), at(name), expected + ", found " + found(node));
            }
            for (var key : section.fields.keySet()) {
                if (Values.asName(key).isEmpty()) {
                    section.wrong(
                            Problems.shown(key), "expected a name of a-z, 0-9 and inner hyphens");
                    section.asked.add(key);
                } else {
                    items.put(key, form.apply(section.section(key)));
                }
            }
        }
        return () -> {
            var built = new TreeMap<String, T>();
            items.forEach((k, v) -> built.put(k, v.get()));
            return built;
        };
    }

    /// Reports every field that nobody asked for, here and in the sections below.
    void finish() {
        for (var field : fields.entrySet()) {
            if (!asked.contains(field.getKey())) {
                wrong(Problems.shown(field.getKey()), field.getKey(), unknown(field.getKey()));
            }
        }
        sections.forEach(Form::finish);
    }

    void missing(String name, String expected) {
        problems.add(line, at(name), "missing: expected " + expected);
    }

    /// Reports the field `name`, which the file has.
    void wrong(String name, String text) {
        wrong(name, name, text);
    }

    private void wrong(String shown, String key, String text) {
        int at = problems.lineOf(at(key)).orElse(line);
        problems.add(at, at(shown), text);
    }

    private String unknown(String name) {
        var near = Spelling.nearest(name, asked);
        return near.map(n -> "unknown field (did you mean " + n + "?)")
                .orElseGet(() -> "unknown field: expected one of " + String.join(", ", asked));
    }

    private Form add(@Nullable MappingNode node, String where) {
        var section = new Form(node, where, line, problems);
        sections.add(section);
        return section;
    }

    private @Nullable Node asked(String name) {
        asked.add(name);
        return fields.get(name);
    }

    private <T> Field<T> read(String name, String expected, Function<Node, Optional<T>> parse) {
        var node = asked(name);
        if (node == null) {
            return new Field<>(this, name, expected, false, Optional.empty());
        }
        var value = parse.apply(node);
        if (value.isEmpty()) {
            problems.add(lineOf(node), at(name), "expected " + expected + ", found " + found(node));
        }
        return new Field<>(this, name, expected, true, value);
    }

    private <T> Field<T> scalar(
            String name, String expected, Function<ScalarNode, Optional<T>> parse) {
        return read(
                name,
                expected,
                node -> node instanceof ScalarNode s ? parse.apply(s) : Optional.empty());
    }

    /// A text: quoted, or one that YAML takes for nothing else.
    private <T> Field<T> quoted(String name, String expected, Function<String, Optional<T>> parse) {
        return scalar(
                name,
                expected,
                s -> s.getTag().equals(Tag.STR) ? parse.apply(s.getValue()) : Optional.empty());
    }

    /// A number or a flag: not quoted.
    private <T> Field<T> plain(String name, String expected, Function<String, Optional<T>> parse) {
        return scalar(
                name, expected, s -> s.isPlain() ? parse.apply(s.getValue()) : Optional.empty());
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static int lineOf(Node node) {
        return Problems.line(node.getStartMark());
    }

    private static String found(Node node) {
        return switch (node) {
            case ScalarNode s when s.getTag().equals(Tag.NULL) -> "nothing";
            case ScalarNode s when s.getTag().equals(Tag.STR) || !s.isPlain() ->
                    "'" + Problems.shown(s.getValue()) + "'";
            case ScalarNode s -> "the " + kind(s) + " " + Problems.shown(s.getValue());
            case SequenceNode l -> "a list of " + l.getValue().size();
            default -> "fields";
        };
    }

    private static boolean number(@Nullable Node node) {
        return node instanceof ScalarNode s
                && (s.getTag().equals(Tag.INT) || s.getTag().equals(Tag.FLOAT));
    }

    private static String kind(ScalarNode scalar) {
        return scalar.getTag().equals(Tag.BOOL) ? "flag" : "number";
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
