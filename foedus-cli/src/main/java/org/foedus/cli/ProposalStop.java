package org.foedus.cli;

import java.util.List;
import org.foedus.cli.alliance.Access;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.vote.ProposalId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `foedus proposal stop`.
@Command(
        name = "stop",
        description =
                "Stop a proposal that would give this member another organisation key: it holds its"
                        + " own still, and signs this with it. Works while it is suspended, too.",
        footerHeading = "%nExample:%n",
        footer = {
            "  foedus proposal stop recover-india --home ./india",
            "%nWith --json:",
            "  stopped (proposal, reason)"
        })
final class ProposalStop implements Runnable {
    @Mixin private Globals globals = new Globals();

    @Parameters(paramLabel = "PROPOSAL", description = "the proposal's id")
    private String id = "";

    @Option(
            names = "--reason",
            defaultValue = "we hold our key still",
            description = "why, for everyone to read (default: ${DEFAULT-VALUE})")
    private String reason = "";

    @Override
    public void run() {
        var wanted = new ProposalId(id);
        try (var by = Access.signing(globals.home())) {
            by.submit(h -> new VotingClaim.StopProposal(h, wanted, reason), List.of());
            globals.output().say("stopped " + wanted + ": the organisation key stays as it is");
            globals.output()
                    .event(
                            "stopped",
                            fields -> fields.put("proposal", wanted.value()).put("reason", reason));
        }
    }
}
