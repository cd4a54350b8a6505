package org.foedus.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Proposing;
import org.foedus.cli.alliance.Writing;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.ProposalId;
import org.foedus.node.home.NodeHome;

/// The members of the demo, each acting by its own key. The first leads; those that vote come
/// before those that do not.
final class Company implements AutoCloseable {
    private final List<Cast.Player> members;
    private final int voters;
    private final Stage stage;
    private final TreeMap<MemberId, Access> keys = new TreeMap<>();

    Company(List<Cast.Player> cast, Stage stage) {
        var order = new ArrayList<>(cast.stream().filter(Cast.Player::votes).toList());
        this.voters = order.size();
        cast.stream().filter(p -> !p.votes()).forEach(order::add);
        this.members = List.copyOf(order);
        this.stage = stage;
    }

    int size() {
        return members.size();
    }

    /// How many of them vote.
    int voters() {
        return voters;
    }

    Cast.Player player(int index) {
        return members.get(index);
    }

    MemberId id(int index) {
        return player(index).member();
    }

    Access by(int index) {
        return keys.computeIfAbsent(
                id(index), _ -> Access.organisation(NodeHome.open(player(index).home())));
    }

    AllianceState state() {
        return by(0).state();
    }

    /// One step of the history, in a line.
    void say(String what) {
        stage.say("  · " + what);
    }

    // ---- votes

    void propose(int by, String id, String title, String text, Matter matter) {
        Proposing.put(by(by), Optional.of(new ProposalId(id)), title, text, matter);
    }

    /// A ballot, unless the question is decided.
    void ballot(int by, String id, Choice choice) {
        var proposal = new ProposalId(id);
        var asked = by(by).state().proposals().get(proposal);
        if (asked != null && asked.open()) {
            by(by).submit(h -> new VotingClaim.Ballot(h, proposal, choice), List.of());
        }
    }

    void commentOnProposal(int by, String id, String text) {
        comment(by, Optional.empty(), Optional.of(new ProposalId(id)), text);
    }

    void commentOnApplicant(int by, MemberId applicant, String text) {
        comment(by, Optional.of(applicant), Optional.empty(), text);
    }

    private void comment(
            int by, Optional<MemberId> applicant, Optional<ProposalId> proposal, String text) {
        var body = Writing.text("comment", text, new TreeSet<>(List.of("member")));
        by(by).submit(
                        h -> new MembershipClaim.Comment(h, applicant, proposal, body.digest()),
                        List.of(body));
    }

    /// Whether a vote on an applicant goes on.
    boolean voting(int by, MemberId applicant) {
        var application = by(by).state().applications().get(applicant);
        return application != null && application.open() && application.poll().isPresent();
    }

    void submit(int by, java.util.function.Function<Claim.Header, ? extends Claim> claim) {
        by(by).submit(claim, List.of());
    }

    @Override
    public void close() {
        keys.values().forEach(Access::close);
        keys.clear();
    }
}
