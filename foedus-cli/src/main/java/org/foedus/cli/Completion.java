package org.foedus.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `foedus completion`: the script that lets a shell complete commands and options.
@Command(
        name = "completion",
        description = "Print a script for the tab key.",
        footerHeading = "%nExample:%n",
        footer = {
            "  source <(foedus completion bash)     now; or put this line into ~/.bashrc",
            "  source <(foedus completion zsh)      the same for ~/.zshrc",
            "%nWith --json:",
            "  completion (shell, script)"
        })
final class Completion implements Runnable {
    /// The shells whose completion is known.
    enum Shell {
        bash,
        zsh
    }

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private Globals globals = new Globals();

    @Parameters(paramLabel = "SHELL", description = "one of: ${COMPLETION-CANDIDATES}")
    private Shell shell = Shell.bash;

    @Override
    public void run() {
        var script = AutoComplete.bash("foedus", spec.root().commandLine());
        var output = globals.output();
        output.say(script);
        output.event(
                "completion", fields -> fields.put("shell", shell.name()).put("script", script));
    }
}
