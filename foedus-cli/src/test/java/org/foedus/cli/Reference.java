package org.foedus.cli;

import java.util.List;
import picocli.CommandLine;

/// The page `docs/reference/commands.md`, made of what each command's help says.
final class Reference {
    private static final String HEAD =
            """
            # Commands
            What `--help` says of each; a test writes this page. Exit codes: [exit codes](exit-codes.md).

            With `--json` a command prints one JSON object a line on standard output and nothing else there. Its first field is `type`; a command that fails ends with
            `{"type":"error","code":…,"message":…,"meaning":…,"next":…,"language":…}`: what failed, in English, and in the language of `--lang` what that means and what to do. Below stands, for each type, which fields it has; a question mark means that it may be missing, brackets hold the fields of
            inner objects. Fields are added, never renamed or removed. Times are ISO 8601 in UTC, digests 64 hexadecimal digits, accuracies parts of one, sizes bytes.

            """;

    private Reference() {}

    static String of(List<CommandLine> commands) {
        var page = new StringBuilder(HEAD);
        for (var command : commands) {
            page.append("## ").append(command.getCommandSpec().qualifiedName()).append("\n```\n");
            command.getUsageMessage(CommandLine.Help.Ansi.OFF)
                    .lines()
                    .map(String::stripTrailing)
                    .forEach(line -> page.append(line).append('\n'));
            page.append("```\n\n");
        }
        return page.toString().stripTrailing() + "\n";
    }
}
