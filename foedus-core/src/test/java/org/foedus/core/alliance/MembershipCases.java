package org.foedus.core.alliance;

import static org.foedus.core.Said.comment;
import static org.foedus.core.Said.screen;
import static org.foedus.core.Said.vote;
import static org.foedus.core.Story.BRAZIL;
import static org.foedus.core.Story.CHINA;
import static org.foedus.core.Story.HUB;
import static org.foedus.core.Story.INDIA;
import static org.foedus.core.Story.ITALY;
import static org.foedus.core.Story.START;
import static org.foedus.core.Story.apply;
import static org.foedus.core.Story.digest;
import static org.foedus.core.Story.invite;

import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.Said;
import org.foedus.core.Story;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.entry.Entry;
import org.foedus.core.rule.Rule;
import org.foedus.core.vote.Matter;

/// Who joins.
final class MembershipCases {
    static final Story.Cast PERU = new Story.Cast("peru", "PE", 60);
    private static final Duration WEEK = Duration.ofDays(7);

    private MembershipCases() {}

    static void in(Cases cases) {
        invitations(cases);
        applications(cases);
        screenings(cases);
        comments(cases);
    }

    /// Peru has an invitation.
    private static Story invited(Story story) {
        return story.claim(HUB, h -> invite(h, "for peru", MemberClass.FULL));
    }

    private static Claim applies(Claim.Header h) {
        return apply(h, "for peru", PERU);
    }

    /// Peru has applied.
    static Story applied(Story story) {
        return invited(story).claim(PERU.key(), MembershipCases::applies);
    }

    /// China has made so many invitations.
    private static Story inviting(int many) {
        var story = Story.settled();
        for (int i = 0; i < many; i++) {
            var secret = "secret " + i;
            story.claim(CHINA.key(), h -> invite(h, secret, MemberClass.FULL));
        }
        return story;
    }

    private static void invitations(Cases cases) {
        cases.refuses(
                Rule.INVITATION_EXISTS,
                () ->
                        invited(Story.settled())
                                .judge(HUB, h -> invite(h, "for peru", MemberClass.FULL)));
        cases.refuses(
                Rule.INVITATIONS_OPEN,
                () ->
                        inviting(Invitation.MAX_OPEN)
                                .judge(CHINA.key(), h -> invite(h, "one more", MemberClass.FULL)));
        cases.accepts(
                "another member's invitation beside many",
                () ->
                        inviting(Invitation.MAX_OPEN)
                                .judge(INDIA.key(), h -> invite(h, "mine", MemberClass.FULL)));
        cases.accepts(
                "an invitation once many others have expired",
                () ->
                        inviting(Invitation.MAX_OPEN)
                                .later(Duration.ofDays(8))
                                .judge(
                                        CHINA.key(),
                                        h ->
                                                new Claim.Invite(
                                                        h,
                                                        digest("later"),
                                                        h.at().plus(Duration.ofDays(1)),
                                                        Optional.empty(),
                                                        MemberClass.FULL)));
        cases.refuses(
                Rule.CLASS_NOT_IN_CHARTER,
                () ->
                        Cases.governed(Cases.fewClasses())
                                .judge(HUB, h -> invite(h, "s", MemberClass.ASSOCIATE)));
        cases.refuses(
                Rule.DUE_PAST,
                () ->
                        Story.settled()
                                .later(WEEK)
                                .judge(HUB, h -> invite(h, "s", MemberClass.FULL)));
        cases.accepts(
                "a voting member invites an associate",
                () ->
                        Story.settled()
                                .judge(CHINA.key(), h -> invite(h, "s", MemberClass.ASSOCIATE)));
        cases.refuses(
                Rule.NO_INVITATION,
                () -> Story.settled().judge(PERU.key(), MembershipCases::applies));
        cases.refuses(
                Rule.INVITATION_USED,
                () -> Story.settled().judge(PERU.key(), h -> apply(h, "secret of china", PERU)));
        cases.refuses(
                Rule.INVITATION_EXPIRED,
                () ->
                        invited(Story.settled())
                                .later(WEEK.plusSeconds(1))
                                .judge(PERU.key(), MembershipCases::applies));
        cases.refuses(
                Rule.INVITATION_FOR_OTHER,
                () ->
                        Story.settled()
                                .claim(
                                        HUB,
                                        h ->
                                                new Claim.Invite(
                                                        h,
                                                        digest("for chile"),
                                                        START.plus(WEEK),
                                                        Optional.of(new MemberId("chile")),
                                                        MemberClass.FULL))
                                .judge(PERU.key(), h -> apply(h, "for chile", PERU)));
    }

    private static void applications(Cases cases) {
        cases.accepts(
                "an application",
                () -> invited(Story.settled()).judge(PERU.key(), MembershipCases::applies));
        cases.refuses(
                Rule.LEAD_FIRST,
                () -> invited(Story.founded()).judge(PERU.key(), MembershipCases::applies));
        cases.refuses(
                Rule.MEMBER_ID_TAKEN,
                () -> {
                    var other = new Story.Cast("china", "CN", 70);
                    return invited(Story.settled())
                            .judge(other.key(), h -> apply(h, "for peru", other));
                });
        cases.refuses(
                Rule.NODES_OF_APPLICATION,
                () ->
                        invited(Story.settled())
                                .judge(
                                        PERU.key(),
                                        h ->
                                                new Claim.Apply(
                                                        h,
                                                        digest("for peru"),
                                                        PERU.id(),
                                                        "Peru",
                                                        "PE",
                                                        new TreeMap<>(),
                                                        Optional.empty())));
        cases.refuses(
                Rule.TOO_SOON,
                () ->
                        invited(rejected(Cases.governed(Cases.reapplying(WEEK.multipliedBy(10)))))
                                .judge(PERU.key(), MembershipCases::applies));
        cases.accepts(
                "a rejected applicant applies again in due time",
                () ->
                        invited(rejected(Cases.governed(Cases.reapplying(Duration.ofDays(3)))))
                                .later(Duration.ofDays(3))
                                .judge(PERU.key(), MembershipCases::applies));
        cases.refuses(
                Rule.TOO_SOON,
                () -> {
                    var again = new Story.Cast("india", "IN", 70);
                    return invited(expelled(Cases.governed(Cases.reapplying(WEEK))))
                            .judge(again.key(), h -> apply(h, "for peru", again));
                });
        cases.refuses(
                Rule.FORMER_MEMBER,
                () ->
                        expelled(Cases.governed(Cases.reapplying(Duration.ZERO)))
                                .claim(HUB, h -> invite(h, "again", MemberClass.FULL))
                                .judge(INDIA.key(), h -> apply(h, "again", INDIA)));
        cases.refuses(
                Rule.FORMER_MEMBER,
                () -> {
                    var again = new Story.Cast("india", "IN", 70);
                    return expelled(Cases.governed(Cases.reapplying(Duration.ZERO)))
                            .claim(HUB, h -> invite(h, "again", MemberClass.FULL))
                            .judge(again.key(), h -> apply(h, "again", again));
                });
        cases.accepts(
                "an expelled organisation applies again in due time",
                () -> {
                    var again = new Story.Cast("india", "IN", 70);
                    return expelled(Cases.governed(Cases.reapplying(Duration.ofDays(3))))
                            .claim(HUB, h -> invite(h, "again", MemberClass.FULL))
                            .later(Duration.ofDays(3))
                            .judge(
                                    again.key(),
                                    h ->
                                            new Claim.Apply(
                                                    h,
                                                    digest("again"),
                                                    again.id(),
                                                    "India",
                                                    "IN",
                                                    new TreeMap<>(
                                                            java.util.Map.of(
                                                                    new NodeId("india-2"),
                                                                    again.node().publicKey())),
                                                    Optional.empty()));
                });
        cases.refuses(
                Rule.LEAD_STAYS,
                () -> Story.settled().judge(BRAZIL.key(), h -> new Claim.Leave(h, "")));
        cases.accepts(
                "an applicant takes its application back",
                () -> applied(Story.settled()).judge(PERU.key(), h -> new Claim.Leave(h, "")));
    }

    private static Story rejected(Story story) {
        return story.claim(HUB, h -> invite(h, "first", MemberClass.FULL))
                .claim(PERU.key(), h -> apply(h, "first", PERU))
                .claim(BRAZIL.key(), h -> vote(h, PERU.id(), Choice.NO))
                .claim(CHINA.key(), h -> vote(h, PERU.id(), Choice.NO))
                .decide();
    }

    private static Story expelled(Story story) {
        return story.later(Duration.ofDays(1))
                .claim(BRAZIL.key(), h -> Said.propose(h, new Matter.Expel(INDIA.id())))
                .claim(BRAZIL.key(), h -> Said.ballot(h, Choice.YES))
                .claim(CHINA.key(), h -> Said.ballot(h, Choice.YES))
                .later(Cases.EXPELLING)
                .decide();
    }

    private static void screenings(Cases cases) {
        cases.refuses(
                Rule.NO_APPLICATION,
                () ->
                        Story.settled()
                                .judge(
                                        BRAZIL.key(),
                                        h -> screen(h, PERU.id(), Screening.Result.CLEAR)));
        cases.refuses(
                Rule.MAY_SCREEN,
                () ->
                        applied(Story.settled())
                                .judge(
                                        CHINA.key(),
                                        h -> screen(h, PERU.id(), Screening.Result.CLEAR)));
        cases.refuses(
                Rule.SCREEN_OWN,
                () ->
                        Story.settled()
                                .judge(
                                        BRAZIL.key(),
                                        h -> screen(h, BRAZIL.id(), Screening.Result.CLEAR)));
        cases.refuses(
                Rule.APPLICATION_DECIDED,
                () ->
                        Story.settled()
                                .judge(
                                        BRAZIL.key(),
                                        h -> screen(h, CHINA.id(), Screening.Result.CLEAR)));
        cases.refuses(
                Rule.SCREENING_NEEDED,
                () ->
                        applied(strict())
                                .judge(
                                        CHINA.key(),
                                        h -> screen(h, PERU.id(), Screening.Result.NOT_SCREENED)));
        cases.refuses(
                Rule.SCREENING_OVER,
                () ->
                        applied(strict())
                                .claim(
                                        CHINA.key(),
                                        h -> screen(h, PERU.id(), Screening.Result.CLEAR))
                                .later(WEEK)
                                .decide()
                                .judge(
                                        CHINA.key(),
                                        h -> screen(h, PERU.id(), Screening.Result.FLAGGED)));
        cases.accepts(
                "a screener that the charter names finds an applicant clear",
                () ->
                        applied(strict())
                                .judge(
                                        CHINA.key(),
                                        h -> screen(h, PERU.id(), Screening.Result.CLEAR)));
        cases.accepts(
                "a screening is taken back in the comment period",
                () ->
                        applied(strict())
                                .claim(
                                        CHINA.key(),
                                        h -> screen(h, PERU.id(), Screening.Result.CLEAR))
                                .judge(
                                        CHINA.key(),
                                        h -> screen(h, PERU.id(), Screening.Result.FLAGGED)));
        cases.refuses(
                Rule.NOT_YET_VOTING,
                () -> applied(strict()).judge(INDIA.key(), h -> vote(h, PERU.id(), Choice.YES)));
        cases.refuses(
                Rule.NOT_YET_VOTING,
                () -> applied(strict()).judge(INDIA.key(), h -> Said.recuse(h, PERU.id())));
        cases.accepts(
                "a vote after review and comments",
                () ->
                        applied(strict())
                                .claim(
                                        CHINA.key(),
                                        h -> screen(h, PERU.id(), Screening.Result.CLEAR))
                                .later(WEEK)
                                .decide()
                                .judge(INDIA.key(), h -> vote(h, PERU.id(), Choice.YES)));
        cases.refuses(
                Rule.NOT_YET_VOTING,
                () ->
                        applied(strict())
                                .claim(
                                        CHINA.key(),
                                        h -> screen(h, PERU.id(), Screening.Result.CLEAR))
                                .claim(
                                        CHINA.key(),
                                        h -> screen(h, PERU.id(), Screening.Result.FLAGGED))
                                .later(WEEK)
                                .decide()
                                .judge(INDIA.key(), h -> vote(h, PERU.id(), Choice.YES)));
    }

    /// Nobody is voted on whom China did not find clear a week before.
    private static Story strict() {
        return Cases.governed(Cases.screening(Screening.Need.CLEAR, WEEK, CHINA.id()));
    }

    private static void comments(Cases cases) {
        cases.accepts(
                "an observer comments",
                () -> applied(Story.settled()).judge(ITALY.key(), h -> comment(h, PERU.id())));
        cases.refuses(
                Rule.ONE_SUBJECT,
                () ->
                        applied(Story.settled())
                                .judge(
                                        CHINA.key(),
                                        h ->
                                                new MembershipClaim.Comment(
                                                        h,
                                                        Optional.of(PERU.id()),
                                                        Optional.of(Said.ASKED),
                                                        digest("a remark"))));
        cases.refuses(
                Rule.NO_PROPOSAL,
                () -> Story.settled().judge(CHINA.key(), h -> comment(h, Said.ASKED)));
        cases.refuses(
                Rule.APPLICATION_DECIDED,
                () -> Story.settled().judge(CHINA.key(), h -> comment(h, INDIA.id())));
        cases.refuses(
                Rule.APPLICATION_DECIDED,
                () ->
                        applied(Story.settled())
                                .tell(at -> new Entry.Rejected(at, PERU.id(), "no"))
                                .judge(CHINA.key(), h -> vote(h, PERU.id(), Choice.YES)));
    }
}
