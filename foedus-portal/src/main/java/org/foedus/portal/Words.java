package org.foedus.portal;

import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.util.ULocale;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.aggregate.ServerOptimizer;
import org.foedus.core.alliance.Application;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.Inbox;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.Screening;
import org.foedus.core.communique.Communique;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.mandate.MandateTerms;
import org.foedus.core.mandate.Mark;
import org.foedus.core.mandate.Report;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.Programme;
import org.foedus.core.run.RunPlan;
import org.foedus.core.vote.Kind;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.VotingRule;
import org.foedus.protocol.message.Language;

/// The pages' own words in one language, from the bundles in `words/`. Texts with `{` are patterns
/// of ICU's MessageFormat with named arguments; a word of an enum has the enum's name as its key.
final class Words {
    /// The bundles, one file a language each.
    static final List<String> BUNDLES =
            List.of(
                    "page",
                    "data",
                    "governance",
                    "audit",
                    "reading",
                    "entry",
                    "console",
                    "opening",
                    "news",
                    "runs");

    /// The enums whose constants have words.
    static final List<Class<? extends Enum<?>>> SPOKEN =
            List.of(
                    Language.class,
                    Section.class,
                    MemberClass.class,
                    Member.Status.class,
                    Choice.class,
                    Kind.class,
                    Proposal.Outcome.class,
                    Matter.Audience.class,
                    VotingRule.Electors.class,
                    Application.Phase.class,
                    Screening.Result.class,
                    Screening.Need.class,
                    Charter.MandateIssuers.class,
                    Partnership.Status.class,
                    Partnership.Results.class,
                    Programme.Status.class,
                    Programme.Sort.class,
                    MandateTerms.Priority.class,
                    MandateView.State.class,
                    Report.Progress.class,
                    Report.Finding.class,
                    DueView.What.class,
                    NewsView.Kind.class,
                    MandateStatus.class,
                    Mark.class,
                    RunPlan.Schedule.class,
                    RunPlan.Weighting.class,
                    RunPlan.Acceptance.class,
                    ServerOptimizer.Kind.class,
                    RunView.State.class,
                    RunView.Consent.class,
                    RunView.PartKind.class,
                    Act.class,
                    Ask.class,
                    Inbox.Kind.class,
                    Check.Verdict.class,
                    Check.What.class,
                    PlanView.Verdict.class,
                    Granted.class,
                    Openness.class,
                    Communique.Voice.class,
                    Communique.Audience.class);

    /// Stands for what [#around] leaves out; no text has it.
    private static final char GAP = '\uE000';

    private static final Map<Language, Words> ALL = new EnumMap<>(Language.class);

    private final SortedMap<String, String> texts;
    private final SortedMap<String, MessageFormat> patterns;
    private final Show show;

    private Words(Language language, SortedMap<String, String> texts) {
        this.texts = Collections.unmodifiableSortedMap(texts);
        this.show = Show.in(language);
        var locale = new ULocale(language.tag());
        var compiled = new TreeMap<String, MessageFormat>();
        texts.forEach((key, text) -> {
            if (text.indexOf('{') >= 0) {
                compiled.put(key, new MessageFormat(text, locale));
            }
        });
        this.patterns = Collections.unmodifiableSortedMap(compiled);
    }

    /// Those of a language, read once.
    static Words in(Language language) {
        synchronized (ALL) {
            return ALL.computeIfAbsent(language, l -> new Words(l, load(l)));
        }
    }

    private static SortedMap<String, String> load(Language language) {
        var texts = new TreeMap<String, String>();
        for (var bundle : BUNDLES) {
            load(bundle, language)
                    .forEach((key, text) ->
                            InvariantViolation.unless(
                                    texts.put(key.toString(), text.toString()) == null,
                                    "a word in two bundles: " + key));
        }
        return texts;
    }

    private static Properties load(String bundle, Language language) {
        var file = "/org/foedus/portal/words/" + bundle + "_" + language.tag() + ".properties";
        try (var stream = Words.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new InvariantViolation("not on the class path: " + file);
            }
            var read = new Properties();
            read.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
            return read;
        } catch (IOException e) {
            throw new InvariantViolation("unreadable: " + file + ": " + e);
        }
    }

    /// The text of a key, with arguments as pairs of name and value.
    String of(String key, Object... arguments) {
        var text = texts.get(key);
        if (text == null) {
            throw new InvariantViolation("no words for " + key);
        }
        var pattern = patterns.get(key);
        return pattern == null ? text : format(pattern, arguments);
    }

    /// Formats have state, so each use has its own.
    private static String format(MessageFormat pattern, Object... arguments) {
        var named = new TreeMap<String, Object>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            named.put(arguments[i].toString(), arguments[i + 1]);
        }
        return pattern.clone().format(named);
    }

    /// The word for a constant.
    String of(Enum<?> value) {
        return of(key(value));
    }

    /// `Mark.OVERDUE`, `RunView.State.RUNNING`.
    static String key(Enum<?> value) {
        var type = value.getDeclaringClass();
        var outer = type.getDeclaringClass();
        return (outer == null ? "" : outer.getSimpleName() + ".")
                + type.getSimpleName()
                + "."
                + value.name();
    }

    /// A text in two parts, before and after its argument `name`, which a template writes as an
    /// element of its own.
    Around around(String key, String name, Object... more) {
        var arguments = new Object[more.length + 2];
        System.arraycopy(more, 0, arguments, 0, more.length);
        arguments[more.length] = name;
        arguments[more.length + 1] = String.valueOf(GAP);
        var text = of(key, arguments);
        int at = text.indexOf(GAP);
        if (at < 0) {
            throw new InvariantViolation("no {" + name + "} in the words for " + key);
        }
        return new Around(text.substring(0, at), text.substring(at + 1));
    }

    record Around(String before, String after) {}

    /// What a view says.
    String of(Said said) {
        return switch (said) {
            case Said.Plain(var text) -> text;
            case Said.Word(var value) -> of(value);
            case Said.Worded(var key, var arguments) -> {
                var flat = new Object[arguments.size() * 2];
                int i = 0;
                for (var argument : arguments.entrySet()) {
                    flat[i++] = argument.getKey();
                    flat[i++] = value(argument.getValue());
                }
                yield of(key, flat);
            }
        };
    }

    private Object value(Object given) {
        return switch (given) {
            case Enum<?> e -> of(e);
            case java.time.Instant i -> show.date(i);
            case java.time.Duration d -> span(d);
            default -> given;
        };
    }

    /// How long, in the largest unit that says it without a rest.
    String span(java.time.Duration time) {
        if (time.toHours() > 0 && time.toHours() % 24 == 0 && time.toMinutes() % 60 == 0) {
            return of("span.days", "n", time.toDays());
        }
        if (time.toMinutes() > 0 && time.toMinutes() % 60 == 0 && time.toSeconds() % 60 == 0) {
            return of("span.hours", "n", time.toHours());
        }
        return time.toSeconds() % 60 == 0
                ? of("span.minutes", "n", time.toMinutes())
                : of("span.seconds", "n", time.toSeconds());
    }

    SortedMap<String, String> texts() {
        return texts;
    }
}
