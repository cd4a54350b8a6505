package org.foedus.cli;

import java.nio.file.Path;
import org.foedus.protocol.message.Language;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// The options that every command takes. Use it as `@Mixin private Globals globals;`.
final class Globals {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = "${env:FOEDUS_HOME:-${sys:user.home}/.foedus}",
            showDefaultValue = Visibility.NEVER,
            description = "keys, data and settings (default: $$FOEDUS_HOME, else ~/.foedus)")
    private Path home = Path.of(".");

    @Option(names = "--json", description = "print one JSON object a line")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "print results only, no progress")
    private boolean quiet;

    @Option(
            names = "--lang",
            paramLabel = "LANG",
            completionCandidates = Words.Languages.class,
            converter = SpokenLanguage.class,
            description = "of failures: en, it, pt, ru, hi or zh")
    private Language language = Language.EN;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    private boolean help;

    /// The folder of keys, data and settings, absolute; it may not exist yet.
    Path home() {
        return home.toAbsolutePath().normalize();
    }

    boolean json() {
        return json;
    }

    boolean quiet() {
        return quiet;
    }

    /// The language that was asked for; [Main] looks at the line itself, too.
    Language language() {
        return language;
    }

    /// Whether help was asked for; picocli then shows it and runs nothing.
    boolean help() {
        return help;
    }

    /// Standard output as it is, for what moves the cursor.
    java.io.PrintWriter out() {
        return command.commandLine().getOut();
    }

    /// Where a service logs.
    java.io.PrintWriter err() {
        return command.commandLine().getErr();
    }

    /// Where this command speaks.
    Output output() {
        var line = command.commandLine();
        return new Output(line.getOut(), line.getErr(), json, quiet);
    }

    /// One of ours.
    static final class SpokenLanguage implements ITypeConverter<Language> {
        @Override
        public Language convert(String value) {
            return Language.of(value)
                    .orElseThrow(() ->
                            new TypeConversionException(
                                    "expected en, it, pt, ru, hi or zh, found '" + value + "'"));
        }
    }
}
