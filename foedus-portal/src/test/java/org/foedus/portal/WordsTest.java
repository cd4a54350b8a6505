package org.foedus.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ibm.icu.text.MessagePattern;
import com.ibm.icu.text.MessagePattern.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.foedus.core.error.InvariantViolation;
import org.foedus.protocol.message.Language;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The bundles are whole in each language, and hold nothing that no page says.
class WordsTest {
    private static final Path PORTAL = Path.of("src", "main");
    private static final Path HUB = Path.of("..", "foedus-hub", "src", "main", "java");
    private static final Path NODE = Path.of("..", "foedus-node", "src", "main", "java");
    private static final Pattern USE =
            Pattern.compile("(?<!Map\\.)\\b(?:of|around|fact)\\(\\s*\"([a-z]+(?:\\.[a-z]+)+)\"");
    private static final Set<String> RUSSIAN = Set.of("one", "few", "many", "other");

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyLanguageHasTheSameKeys(Language language) {
        assertThat(Words.in(language).texts().keySet())
                .isEqualTo(Words.in(Language.EN).texts().keySet());
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyTextHasTheSamePlaceholders(Language language) {
        var english = Words.in(Language.EN).texts();
        Words.in(language)
                .texts()
                .forEach((key, text) -> {
                    assertThat(text).as(key).isNotBlank().doesNotContain("''");
                    assertThat(placeholders(text))
                            .as(key + " in " + language)
                            .isEqualTo(placeholders(english.getOrDefault(key, "")));
                });
    }

    @Test
    void russianHasAllItsPlurals() {
        Words.in(Language.RU)
                .texts()
                .forEach((key, text) -> {
                    for (var plural : plurals(text)) {
                        assertThat(plural).as(key).isEqualTo(RUSSIAN);
                    }
                });
    }

    @Test
    void everyKeyIsSaidSomewhereAndWhatIsSaidHasAKey() {
        var said = new TreeSet<String>();
        sources()
                .values()
                .forEach(text -> {
                    for (var found = USE.matcher(text); found.find(); ) {
                        said.add(found.group(1));
                    }
                });
        for (var type : Words.SPOKEN) {
            for (var constant : type.getEnumConstants()) {
                var key = Words.key(constant);
                if (!key.equals("Section.NONE")) {
                    said.add(key);
                }
            }
        }
        assertThat(Words.in(Language.EN).texts().keySet()).isEqualTo(said);
    }

    /// Between the tags of a template stands nothing that a reader of another language would see.
    @Test
    void noTemplateHasWordsOfItsOwn() {
        var letters = Pattern.compile(">[^<>$@{}\"]*\\p{L}{2,}[^<>$@{}\"]*<");
        var labels = Pattern.compile("(aria-label|data-label|title)=\"[^\"$]*\\p{L}{2,}[^\"$]*\"");
        sources()
                .forEach((file, text) -> {
                    if (file.endsWith(".jte")) {
                        var bare =
                                text.replaceAll("<code>[a-z .]*</code>", "")
                                        .replaceAll(
                                                "OpenAPI 3.1, JSON|YAML|JSON|SHA-256|Atom|CSV", "");
                        assertThat(letters.matcher(bare).results().map(r -> r.group()))
                                .as(file)
                                .isEmpty();
                        assertThat(labels.matcher(bare).results().map(r -> r.group()))
                                .as(file)
                                .isEmpty();
                    }
                });
    }

    @Test
    void aMissingKeyIsAnError() {
        assertThatThrownBy(() -> Words.in(Language.EN).of("no.such.key"))
                .isInstanceOf(InvariantViolation.class);
    }

    @Test
    void aSentenceGoesRoundAnElement() {
        var around = Words.in(Language.ZH).around("missing.nothing", "path");
        assertThat(around).isEqualTo(new Words.Around("", " 处没有内容。"));
    }

    @Test
    void whatAViewSaysIsWordedByTheReader() {
        var said = Said.of("plan.work.value", "steps", 2, "batch", 21);
        assertThat(Words.in(Language.EN).of(said)).isEqualTo("2 steps of 21 examples");
        assertThat(Words.in(Language.RU).of(said)).isEqualTo("2 шага по 21 примеру");
        assertThat(Words.in(Language.IT).of(Said.plain("{x}"))).isEqualTo("{x}");
    }

    private static SortedMap<String, String> sources() {
        var texts = new TreeMap<String, String>();
        for (var root : List.of(PORTAL, HUB, NODE)) {
            try (var files = Files.walk(root)) {
                files.filter(f -> f.toString().matches(".*\\.(jte|java)"))
                        .forEach(f -> texts.put(f.toString(), read(f)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return texts;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SortedSet<String> placeholders(String text) {
        var names = new TreeSet<String>();
        var pattern = new MessagePattern(text);
        for (int i = 0; i < pattern.countParts(); i++) {
            if (pattern.getPartType(i) == Part.Type.ARG_NAME) {
                names.add(pattern.getSubstring(pattern.getPart(i)));
            }
        }
        return names;
    }

    /// The cases of each plural in a text.
    private static List<SortedSet<String>> plurals(String text) {
        var all = new ArrayList<SortedSet<String>>();
        var pattern = new MessagePattern(text);
        for (int i = 0; i < pattern.countParts(); i++) {
            var part = pattern.getPart(i);
            if (part.getType() == Part.Type.ARG_START
                    && part.getArgType() == MessagePattern.ArgType.PLURAL) {
                all.add(new TreeSet<>());
            } else if (part.getType() == Part.Type.ARG_SELECTOR) {
                all.getLast().add(pattern.getSubstring(part));
            }
        }
        return all;
    }
}
