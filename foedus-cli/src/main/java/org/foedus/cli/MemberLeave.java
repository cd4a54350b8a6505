package org.foedus.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.WallClock;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.run.Run;
import org.foedus.core.vote.Proposal;
import org.foedus.node.agent.Owner;
import org.foedus.node.home.NodeHome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `foedus member leave`.
@Command(
        name = "leave",
        description = {
            "Leave the alliance with all nodes and keys, or take an application back, with the",
            "organisation's key. Without --confirm it only says what would be left behind."
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  foedus member leave --reason \"our mandate ended\" --confirm india",
            "%nWith --json:",
            "  leaving (member, left_behind)",
            "  left? (member)"
        })
final class MemberLeave implements Runnable {
    @Mixin private Globals globals = new Globals();

    @Option(names = "--reason", required = true, description = "why, for everyone to read")
    private String reason = "";

    @Option(
            names = "--confirm",
            paramLabel = "MEMBER",
            description = "the member's own id: it leaves, and nobody can take that back")
    private Optional<String> confirmed = Optional.empty();

    @Override
    public void run() {
        var home = NodeHome.open(globals.home());
        var self = home.settings().member();
        try (var by = Access.leaving(home)) {
            var output = globals.output();
            var behind = behind(by.state(), self, Instant.now());
            if (!behind.isEmpty()) {
                output.say(self + " leaves behind:");
                behind.forEach(line -> output.say("  " + line));
            }
            output.event(
                    "leaving",
                    fields -> {
                        var lines = fields.put("member", self.value()).putArray("left_behind");
                        behind.forEach(lines::add);
                    });
            requireConfirmed(self);
            owner(home, by).leave(reason);
            output.say(self + " has left the alliance");
            output.event("left", fields -> fields.put("member", self.value()));
        }
    }

    private void requireConfirmed(MemberId self) {
        if (confirmed.isEmpty() || !confirmed.get().equals(self.value())) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    "nothing was signed: the whole organisation would leave, with all its nodes;"
                            + " add --confirm "
                            + self
                            + " to do so");
        }
    }

    private static Owner owner(NodeHome home, Access by) {
        return new Owner(home, by.mirror(), by.hub(), WallClock.real(), ZoneId.systemDefault());
    }

    /// What somebody else will have to take up.
    static List<String> behind(AllianceState state, MemberId self, Instant now) {
        var lines = new ArrayList<String>();
        state.mandates().values().stream()
                .filter(m -> m.status().open() && m.lead().equals(self))
                .forEach(m ->
                        lines.add(
                                "mandate "
                                        + m.id()
                                        + ", which it leads: its helpers, or the"
                                        + " alliance's lead, answer for it"));
        state.runs().values().stream()
                .filter(Run::active)
                .filter(r -> leads(state, self, r))
                .forEach(r ->
                        lines.add("run " + r.id() + ", under its mandate: the same may stop it"));
        state.proposals().values().stream()
                .filter(p -> p.open() && p.by().equals(self))
                .map(Proposal::id)
                .forEach(p -> lines.add("proposal " + p + ", which it put: the vote goes on"));
        state.partnerships().values().stream()
                .filter(p -> p.status(now) == Partnership.Status.IN_FORCE)
                .filter(p -> p.partners().contains(self))
                .forEach(p -> lines.add("partnership " + p.id() + ", which it signed"));
        state.programmes().values().stream()
                .filter(p -> p.lead().equals(self))
                .forEach(p -> lines.add("programme " + p.id() + ", which it leads"));
        return lines;
    }

    private static boolean leads(AllianceState state, MemberId self, Run run) {
        var mandate = state.mandates().get(run.plan().mandate());
        return mandate != null && mandate.lead().equals(self);
    }
}
