package org.foedus.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Joining;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.invitation.Invitation;
import org.foedus.node.home.NodeSettings;
import org.foedus.protocol.form.Times;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Becoming a member, and making others members.
final class MemberCommands {
    private MemberCommands() {}

    /// `foedus invite`.
    @Command(
            name = "invite",
            description =
                    "Make an invitation: one string for one organisation, good once. Run it on the"
                            + " hub's machine, or as a full member.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus invite --for italy --class observer --expires 3d --home ./hub",
                "%nWith --json:",
                "  invitation (invitation)"
            })
    static final class Invite implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Option(names = "--for", paramLabel = "MEMBER", description = "only this member may use it")
        private Optional<String> member = Optional.empty();

        @Option(
                names = "--class",
                paramLabel = "founding|full|associate|observer",
                completionCandidates = Words.MemberClasses.class,
                description = "class of the member (default: as the charter names it, else full)")
        private Optional<String> memberClass = Optional.empty();

        @Option(
                names = "--expires",
                paramLabel = "TIME",
                defaultValue = "7d",
                description = "how long it is good (default: ${DEFAULT-VALUE})")
        private String expires = "7d";

        @Override
        public void run() {
            var asked = memberClass.map(c -> Phrase.choose("--class", c, MemberClass.values()));
            var life =
                    Times.parse(expires)
                            .filter(t -> t.compareTo(Duration.ofMinutes(1)) >= 0)
                            .orElseThrow(() ->
                                    new FoedusException(
                                            ErrorCode.BAD_REQUEST,
                                            "--expires: expected a time such as 12h or 7d,"
                                                    + " at least 1m, found "
                                                    + expires));
            try (var by = Access.operatorFirst(globals.home(), globals.output()::progress)) {
                var invited = member.map(MemberId::new);
                var kind = asked.orElseGet(() -> named(by, invited));
                var invitation = Joining.invite(by, invited, kind, life);
                var output = globals.output();
                output.progress("Whoever holds this line may apply, once. Give it to nobody else:");
                output.say(invitation.text());
                output.event("invitation", fields -> fields.put("invitation", invitation.text()));
            }
        }
    }

    private static MemberClass named(Access by, Optional<MemberId> invited) {
        return invited.flatMap(by.state().rules()::founder)
                .map(Charter.Founder::memberClass)
                .orElse(MemberClass.FULL);
    }

    /// `foedus join`.
    @Command(
            name = "join",
            description =
                    "Apply for membership with an invitation: makes the organisation's and the"
                            + " node's keys in the home folder and pins the hub.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  foedus join - --member italy --name \"Italian Association for AI\""
                        + " --country IT < invitation",
                "  foedus join foedus://hub.example.org:8443/#… --member italy --name …"
                        + " --country IT",
                "%nWith --json:",
                "  joined (member, node, admitted)"
            })
    static final class Join implements Runnable {
        private static final int MAX_LINE = 1024;
        @Mixin private Globals globals = new Globals();

        @Parameters(
                paramLabel = "INVITATION",
                description = "the invitation, or - to read it from standard input")
        private String invitation = "-";

        @Option(names = "--member", required = true, description = "the member's id")
        private String member = "";

        @Option(names = "--name", required = true, description = "the organisation's legal name")
        private String name = "";

        @Option(
                names = "--country",
                required = true,
                paramLabel = "XX",
                description = "its country, two letters (ISO 3166-1)")
        private String country = "";

        @Option(names = "--node", description = "the node's id (default: the member's and -1)")
        private Optional<String> node = Optional.empty();

        @Option(names = "--contact", description = "a contact that only the operator may read")
        private Optional<String> contact = Optional.empty();

        @Option(
                names = "--delegate",
                paramLabel = "PERSON",
                description = "who speaks for the organisation; read by the operator alone")
        private Optional<String> delegate = Optional.empty();

        @Option(
                names = "--deputy",
                paramLabel = "PERSON",
                description = "who stands in for the delegate; read by the operator alone")
        private Optional<String> deputy = Optional.empty();

        @Option(
                names = "--security-contact",
                paramLabel = "PERSON",
                description = "whom to call about keys and leaks; read by the operator alone")
        private Optional<String> security = Optional.empty();

        @Option(
                names = "--declaration",
                paramLabel = "TEXT",
                description =
                        "what it declares to the members: that it accepts the charter, which law"
                                + " binds it; for everyone to read")
        private Optional<String> declaration = Optional.empty();

        @Override
        public void run() {
            var id = new MemberId(member);
            var agent = new NodeId(node.orElse(member + "-1"));
            var people = new Joining.People(contact, delegate, deputy, security);
            var form =
                    new Joining.Form(
                            NodeSettings.of(id, agent), name, country, people.text(), declaration);
            if (!invitation.equals("-")) {
                globals.output()
                        .warn(
                                "The invitation's secret stands in the command line, where every"
                                        + " user of this machine can read it. Standard input is"
                                        + " safer: foedus join - < invitation");
            }
            var text = invitation.equals("-") ? firstLine() : invitation;
            var joined = Joining.join(globals.home(), Invitation.parse(text.strip()), form);
            var output = globals.output();
            output.say(
                    joined.admitted()
                            ? id + " is a member"
                            : id + " has applied; the members vote: foedus vote " + id + " yes");
            output.progress("Back up " + globals.home().resolve("keys") + " now.");
            output.event(
                    "joined",
                    fields ->
                            fields.put("member", id.value())
                                    .put("node", agent.value())
                                    .put("admitted", joined.admitted()));
        }

        private static String firstLine() {
            try {
                var in =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8));
                var line = new char[MAX_LINE];
                int n = 0;
                for (int c = in.read(); c >= 0 && c != '\n' && n < MAX_LINE; c = in.read()) {
                    line[n++] = (char) c;
                }
                return new String(line, 0, n);
            } catch (IOException e) {
                throw new FoedusException(ErrorCode.IO_FAILED, "read standard input", e);
            }
        }
    }
}
