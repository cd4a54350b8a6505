package org.foedus.cli.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.foedus.cli.alliance.Joining;
import org.foedus.cli.alliance.Partnering;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.partnership.Programme;
import org.foedus.core.partnership.ProgrammeId;
import org.foedus.core.vote.Matter;
import org.foedus.node.home.NodeLimits;
import org.foedus.node.home.NodeSettings;
import org.foedus.protocol.form.PartnershipForm;

/// The part of [History] in which members decide, agree and ask to join.
final class PastVotes {
    static final PartnershipId TEXTILES = new PartnershipId("textiles");
    static final ProgrammeId TEXTILES_PROGRAMME = new ProgrammeId("second-life");
    static final String BY_VOTE = "publish-costs";
    private static final MemberId APPLICANT = new MemberId("kenya");
    private static final Duration INVITATION_LIFE = Duration.ofDays(14);

    private final Company all;
    private final DemoSettings settings;

    PastVotes(Company all, DemoSettings settings) {
        this.all = all;
        this.settings = settings;
    }

    private static Instant in(int days) {
        return Instant.now().plus(Duration.ofDays(days)).truncatedTo(ChronoUnit.SECONDS);
    }

    private void everybody(String proposal) {
        for (int voter = 0; voter < all.voters(); voter++) {
            all.ballot(voter, proposal, Choice.YES);
        }
    }

    /// One question carried, one mandate published by vote, one refused.
    void decide() {
        var state = all.state();
        var now = state.rules();
        var next =
                new Charter(
                        now.name(),
                        now.lead(),
                        now.admission(),
                        Charter.MandateIssuers.FULL_MEMBERS,
                        now.founders(),
                        Optional.of(now.governs()));
        all.propose(
                1,
                "charter-2",
                "Every full member may publish mandates",
                "The lead has carried this alone. From now on each full member may publish a"
                        + " mandate under its own name; who answers for it stays one member.",
                new Matter.Amend(state.charterVersion(), next));
        all.commentOnProposal(2, "charter-2", "Good: the lead is then no bottleneck.");
        everybody("charter-2");
        all.say("the charter is amended: every full member may publish mandates");

        var due = in(60);
        var costs =
                new Instruction(
                        new MandateId(BY_VOTE),
                        "Publish what each training run cost",
                        "Beside every model stands how many bytes moved, how long each node"
                                + " worked, and how much energy that took where it is measured.",
                        all.id(2),
                        due,
                        List.of(
                                new Mandate.Task("Agree on the figures", in(20)),
                                new Mandate.Task("Publish them with the next model", due)),
                        Optional.empty());
        all.propose(
                2,
                "costs",
                "Publish what each training run cost",
                "Members that join later ask what they would spend. We know, and should say so.",
                new Matter.Issue(costs));
        everybody("costs");
        all.say("a mandate is published by vote: what each run cost");

        all.propose(
                1,
                "federate-northern",
                "Federate with the Northern Lights Alliance",
                "They train on satellite pictures and have offered to share their models.",
                new Matter.Federate("Northern Lights Alliance"));
        all.commentOnProposal(0, "federate-northern", "Their charter names no members. Not yet.");
        all.ballot(1, "federate-northern", Choice.YES);
        for (int voter = 0; voter < all.voters(); voter++) {
            if (voter != 1) {
                all.ballot(voter, "federate-northern", Choice.NO);
            }
        }
        all.say("a federation is voted down");
    }

    /// A partnership of three with a programme of its own, and one of the whole alliance.
    void agree() {
        var partners = new TreeSet<MemberId>();
        int needed = Math.min(all.voters(), Math.max(3, settings.members() / 2 + 1));
        for (int i = 0; i < needed; i++) {
            partners.add(all.id(i));
        }
        Partnering.offer(
                all.by(1),
                new PartnershipForm.Offer(
                        TEXTILES,
                        partners,
                        in(365),
                        Partnership.Results.PARTNERS,
                        new Partnership.Terms(
                                "A second life for textiles",
                                "Tell worn clothes apart, so that more of them are worn again or"
                                        + " recycled.\n\nNo picture leaves the sorting hall that"
                                        + " took it.",
                                List.of(Script.TRAINING_DATA),
                                List.of(),
                                "Each brings one machine of its own.")),
                false);
        for (int i = 0; i < needed; i++) {
            if (i != 1) {
                var offered = all.by(i).state().partnerships().get(TEXTILES);
                if (offered != null) {
                    Partnering.sign(all.by(i), offered);
                }
            }
        }
        all.submit(
                1,
                h ->
                        new PartnershipClaim.FoundProgramme(
                                h,
                                TEXTILES_PROGRAMME,
                                "Second life",
                                "One sorting model, tried in each partner's halls before the end of"
                                        + " the year.",
                                Optional.of(TEXTILES)));
        all.say(needed + " members sign a partnership and found its programme");

        var open = new ProgrammeId("open-clothes");
        all.submit(
                0,
                h ->
                        new PartnershipClaim.FoundProgramme(
                                h,
                                open,
                                "Open clothes",
                                "A classifier for teaching, and the method to build the next one.",
                                Optional.empty()));
        all.submit(
                0,
                h ->
                        new PartnershipClaim.AddDeliverable(
                                h,
                                open,
                                Programme.Sort.PUBLICATION,
                                "How five associations trained one model",
                                "doi:10.1000/182",
                                Optional.empty(),
                                Optional.empty()));
        all.say("the alliance founds a programme of its own");
    }

    /// What is left open for the lead: a vote, an applicant, an offer to sign.
    void ask() {
        all.propose(
                2,
                "six-languages",
                "Publish every model card in six languages",
                "A card that its readers can't read protects nobody. Translations are checked by a"
                        + " second member.",
                new Matter.Resolve());
        all.ballot(2, "six-languages", Choice.YES);
        all.ballot(1, "six-languages", Choice.NO);
        all.commentOnProposal(1, "six-languages", "Who pays for the translators?");
        all.commentOnProposal(2, "six-languages", "Each member for its own language.");
        all.say("a question stays open until the lead has voted");

        Partnering.offer(
                all.by(2),
                new PartnershipForm.Offer(
                        new PartnershipId("voices"),
                        new TreeSet<>(List.of(all.id(0), all.id(2))),
                        in(200),
                        Partnership.Results.MEMBERS,
                        new Partnership.Terms(
                                "Voices",
                                "Speech models for languages that few models know.",
                                List.of(),
                                List.of(),
                                "")),
                false);
        all.say("a second partnership waits for the lead's signature");
        apply();
    }

    private void apply() {
        if (all.state().applications().containsKey(APPLICANT)) {
            return;
        }
        var invitation =
                Joining.invite(
                        all.by(1), Optional.of(APPLICANT), MemberClass.FULL, INVITATION_LIFE);
        var node =
                new NodeSettings(
                        APPLICANT,
                        new NodeId(APPLICANT + "-1"),
                        settings.engine(),
                        1,
                        null,
                        NodeLimits.NONE);
        Joining.join(
                settings.folder().resolve("members").resolve(APPLICANT.value()),
                invitation,
                new Joining.Form(
                        node,
                        "Kenya Association for AI",
                        "KE",
                        Optional.of("office@example.org"),
                        Optional.of(
                                "We accept the charter. Our data are bound by the Data Protection"
                                        + " Act of 2019.")));
        all.commentOnApplicant(2, APPLICANT, "We have worked with them for three years.");
        if (all.voting(1, APPLICANT)) {
            Joining.vote(all.by(1), APPLICANT, Choice.YES);
        }
        all.say("an association from Kenya applies, and has one vote so far");
    }
}
