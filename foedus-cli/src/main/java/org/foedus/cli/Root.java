package org.foedus.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/// The command without a name: it lists the others. Picocli makes a command's object only when it
/// is about to run, so listing many costs little.
@Command(
        name = "foedus",
        description = "The software of an AI alliance.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            StatusCommand.class,
            HubCommand.class,
            MemberCommands.Invite.class,
            MemberCommands.Join.class,
            MembersCommands.Members.class,
            MembersCommands.One.class,
            MembersCommands.Screen.class,
            VoteCommands.Comment.class,
            VoteCommands.Vote.class,
            VoteCommands.Recuse.class,
            ProposeCommand.class,
            ProposalCommands.Proposals.class,
            ProposalCommands.One.class,
            CharterCommand.class,
            PartnershipCommand.class,
            ProgrammeCommand.class,
            InboxCommand.class,
            KeyCommand.class,
            MandateCommand.class,
            CommuniqueCommand.class,
            NodeCommand.class,
            PolicyCommand.class,
            RunCommand.class,
            ModelCommand.class,
            KeepingCommands.Backup.class,
            KeepingCommands.Restore.class,
            RecoveryCommand.class,
            AuditCommands.Export.class,
            AuditCommands.Verify.class,
            CheckpointCommand.class,
            ProofCommand.class,
            OpenCommand.class,
            SimulateCommand.class,
            SbomCommand.class,
            DoctorCommand.class,
            Completion.class,
            Version.class,
            HelpCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  foedus demo                          five organisations train one model here",
            "  foedus status                        where this folder stands, and what is next",
            "  foedus join --help                   how an organisation joins",
            "  foedus verify ./proof                check an exported ledger",
            "  source <(foedus completion bash)     complete commands with the tab key",
            "",
            "Every command has its own --help, with an example."
        })
final class Root {}
