package org.foedus.core.alliance;

import static org.foedus.core.Said.acknowledge;
import static org.foedus.core.Said.answer;
import static org.foedus.core.Said.ask;
import static org.foedus.core.Said.cancel;
import static org.foedus.core.Said.check;
import static org.foedus.core.Said.publish;
import static org.foedus.core.Said.report;
import static org.foedus.core.Said.terms;
import static org.foedus.core.Story.BRAZIL;
import static org.foedus.core.Story.CHINA;
import static org.foedus.core.Story.CLOTHES;
import static org.foedus.core.Story.INDIA;
import static org.foedus.core.Story.ITALY;
import static org.foedus.core.Story.START;
import static org.foedus.core.alliance.MembershipCases.PERU;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.foedus.core.Keys;
import org.foedus.core.Said;
import org.foedus.core.Story;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.Report.Finding;
import org.foedus.core.mandate.Report.Progress;
import org.foedus.core.rule.Rule;
import org.foedus.core.vote.Matter;

/// Mandates, from their publication to their end. `sort` is Brazil's, led by China; India does its
/// first task.
final class MandateCases {
    private static final MandateId SORT = new MandateId("sort");
    private static final MandateId NEXT = new MandateId("next");
    private static final Optional<Integer> WHOLE = Optional.empty();
    private static final Optional<Integer> FIRST = Optional.of(1);
    private static final Optional<Integer> SECOND = Optional.of(2);
    private static final Duration LATER = Duration.ofDays(120);

    private MandateCases() {}

    static void in(Cases cases) {
        publications(cases);
        superseding(cases);
        reports(cases);
        checks(cases);
        extensions(cases);
    }

    private static Mandate.Task task(MemberId executor) {
        return new Mandate.Task("A task", START.plus(Said.DUE), Optional.of(executor));
    }

    private static Story published() {
        return Story.settled()
                .claim(
                        BRAZIL.key(),
                        h ->
                                publish(
                                        h,
                                        SORT,
                                        CHINA.id(),
                                        List.of(
                                                task(INDIA.id()),
                                                new Mandate.Task("More", START.plus(Said.DUE))),
                                        Optional.empty()));
    }

    /// China says that all of it is done.
    private static Story reported() {
        return published().claim(CHINA.key(), h -> report(h, SORT, WHOLE, Progress.DONE));
    }

    private static void publications(Cases cases) {
        cases.accepts(
                "a mandate is published",
                () ->
                        Story.settled()
                                .judge(
                                        BRAZIL.key(),
                                        h ->
                                                publish(
                                                        h,
                                                        SORT,
                                                        ITALY.id(),
                                                        List.of(task(INDIA.id())),
                                                        Optional.of(
                                                                terms(
                                                                        Optional.empty(),
                                                                        Optional.empty(),
                                                                        CHINA.id())))));
        cases.refuses(
                Rule.MAY_ISSUE,
                () -> Story.settled().judge(CHINA.key(), h -> Story.mandate(h, SORT, CHINA.id())));
        cases.refuses(
                Rule.MANDATE_EXISTS,
                () ->
                        Story.settled()
                                .judge(BRAZIL.key(), h -> Story.mandate(h, CLOTHES, CHINA.id())));
        cases.refuses(
                Rule.MANDATE_LEAD,
                () -> Story.settled().judge(BRAZIL.key(), h -> Story.mandate(h, SORT, PERU.id())));
        cases.refuses(
                Rule.DUE_PAST,
                () ->
                        Story.settled()
                                .later(Said.DUE)
                                .judge(BRAZIL.key(), h -> Story.mandate(h, SORT, CHINA.id())));
        cases.refuses(
                Rule.EXECUTOR_UNKNOWN,
                () ->
                        Story.settled()
                                .judge(
                                        BRAZIL.key(),
                                        h ->
                                                publish(
                                                        h,
                                                        SORT,
                                                        CHINA.id(),
                                                        List.of(task(PERU.id())),
                                                        Optional.empty())));
        cases.refuses(
                Rule.NO_PROGRAMME,
                () ->
                        Story.settled()
                                .judge(
                                        BRAZIL.key(),
                                        h ->
                                                publish(
                                                        h,
                                                        SORT,
                                                        CHINA.id(),
                                                        List.of(),
                                                        Optional.of(
                                                                terms(
                                                                        Optional.of(Said.WORK),
                                                                        Optional.empty())))));
    }

    private static org.foedus.core.claim.Claim supersede(
            org.foedus.core.claim.Claim.Header h, MandateId old) {
        return publish(
                h,
                NEXT,
                CHINA.id(),
                List.of(),
                Optional.of(terms(Optional.empty(), Optional.of(old))));
    }

    private static void superseding(Cases cases) {
        cases.accepts(
                "a mandate takes the place of another",
                () -> published().judge(BRAZIL.key(), h -> supersede(h, SORT)));
        cases.refuses(
                Rule.SUPERSEDES, () -> published().judge(BRAZIL.key(), h -> supersede(h, NEXT)));
        cases.refuses(
                Rule.SUPERSEDES,
                () ->
                        published()
                                .claim(BRAZIL.key(), h -> cancel(h, SORT))
                                .judge(BRAZIL.key(), h -> supersede(h, SORT)));
        cases.refuses(
                Rule.MANDATE_BY_VOTE,
                () -> {
                    var voted = Story.settled();
                    var said =
                            new Instruction(
                                    SORT,
                                    "Sort them",
                                    "All of them.",
                                    CHINA.id(),
                                    START.plus(Said.DUE),
                                    List.of(),
                                    Optional.empty());
                    voted.claim(INDIA.key(), h -> Said.propose(h, new Matter.Issue(said)));
                    for (var cast : List.of(BRAZIL, CHINA)) {
                        voted.claim(cast.key(), h -> Said.ballot(h, Choice.YES));
                    }
                    return voted.decide().judge(INDIA.key(), h -> cancel(h, SORT));
                });
        cases.accepts(
                "a mandate is cancelled",
                () -> published().judge(BRAZIL.key(), h -> cancel(h, SORT)));
        cases.refuses(
                Rule.MANDATE_ISSUER_ONLY,
                () -> published().judge(CHINA.key(), h -> cancel(h, SORT)));
        cases.refuses(
                Rule.MANDATE_STEP,
                () ->
                        published()
                                .claim(BRAZIL.key(), h -> cancel(h, SORT))
                                .judge(BRAZIL.key(), h -> cancel(h, SORT)));
    }

    private static void reports(Cases cases) {
        cases.accepts(
                "the lead acknowledges",
                () -> published().judge(CHINA.key(), h -> acknowledge(h, SORT)));
        cases.refuses(
                Rule.NO_MANDATE,
                () -> Story.settled().judge(CHINA.key(), h -> acknowledge(h, SORT)));
        cases.refuses(
                Rule.MANDATE_LEAD_ONLY,
                () -> published().judge(INDIA.key(), h -> acknowledge(h, SORT)));
        cases.refuses(
                Rule.MANDATE_STEP, () -> reported().judge(CHINA.key(), h -> acknowledge(h, SORT)));
        cases.refuses(
                Rule.PERSON_RIGHT,
                () -> published().judge(CHINA.node(), h -> acknowledge(h, SORT)));
        cases.accepts(
                "an executor reports on its task",
                () -> published().judge(INDIA.key(), h -> report(h, SORT, FIRST, Progress.DONE)));
        cases.accepts(
                "the lead reports on the whole",
                () -> published().judge(CHINA.key(), h -> report(h, SORT, WHOLE, Progress.DONE)));
        cases.refuses(
                Rule.NO_TASK,
                () ->
                        published()
                                .judge(
                                        CHINA.key(),
                                        h -> report(h, SORT, Optional.of(3), Progress.DONE)));
        cases.refuses(
                Rule.EXECUTOR_ONLY,
                () -> published().judge(INDIA.key(), h -> report(h, SORT, SECOND, Progress.DONE)));
        cases.refuses(
                Rule.EXECUTOR_ONLY,
                () ->
                        published()
                                .judge(ITALY.key(), h -> report(h, SORT, WHOLE, Progress.BLOCKED)));
        cases.refuses(
                Rule.MANDATE_LEAD_ONLY,
                () -> published().judge(INDIA.key(), h -> report(h, SORT, WHOLE, Progress.DONE)));
        cases.accepts(
                "a person with the right reports",
                () ->
                        published()
                                .claim(
                                        CHINA.key(),
                                        h ->
                                                Said.person(
                                                        h,
                                                        "li",
                                                        Keys.key(90).publicKey(),
                                                        Right.MANDATE))
                                .judge(
                                        Keys.key(90),
                                        h -> report(h, SORT, WHOLE, Progress.GOING_ON)));
    }

    private static void checks(Cases cases) {
        for (var finding : Finding.values()) {
            cases.accepts(
                    "the whole is found " + finding,
                    () -> reported().judge(INDIA.key(), h -> check(h, SORT, 1, finding)));
        }
        cases.refuses(
                Rule.NO_REPORT,
                () -> reported().judge(INDIA.key(), h -> check(h, SORT, 2, Finding.VERIFIED)));
        cases.refuses(
                Rule.NO_REPORT,
                () -> reported().judge(INDIA.key(), h -> check(h, SORT, 0, Finding.VERIFIED)));
        cases.refuses(
                Rule.NOTHING_TO_CHECK,
                () ->
                        published()
                                .claim(CHINA.key(), h -> report(h, SORT, WHOLE, Progress.GOING_ON))
                                .judge(INDIA.key(), h -> check(h, SORT, 1, Finding.VERIFIED)));
        cases.refuses(
                Rule.NOTHING_TO_CHECK,
                () ->
                        reported()
                                .claim(INDIA.key(), h -> check(h, SORT, 1, Finding.RETURNED))
                                .judge(BRAZIL.key(), h -> check(h, SORT, 1, Finding.VERIFIED)));
        cases.refuses(
                Rule.FOUR_EYES,
                () -> reported().judge(CHINA.key(), h -> check(h, SORT, 1, Finding.VERIFIED)));
        cases.refuses(
                Rule.FOUR_EYES,
                () -> reported().judge(ITALY.key(), h -> check(h, SORT, 1, Finding.VERIFIED)));
        cases.refuses(
                Rule.FOUR_EYES,
                () -> task().judge(INDIA.key(), h -> check(h, SORT, 1, Finding.VERIFIED)));
        cases.accepts(
                "a task is verified",
                () -> task().judge(BRAZIL.key(), h -> check(h, SORT, 1, Finding.VERIFIED)));
        cases.refuses(
                Rule.FINDING_OF_TASK,
                () -> task().judge(BRAZIL.key(), h -> check(h, SORT, 1, Finding.PARTLY)));
        cases.refuses(
                Rule.MANDATE_STEP,
                () ->
                        task().claim(BRAZIL.key(), h -> cancel(h, SORT))
                                .judge(BRAZIL.key(), h -> check(h, SORT, 1, Finding.VERIFIED)));
    }

    /// India says that its task is done.
    private static Story task() {
        return published().claim(INDIA.key(), h -> report(h, SORT, FIRST, Progress.DONE));
    }

    /// China asks for more time.
    private static Story waiting() {
        return published().claim(CHINA.key(), h -> ask(h, SORT, WHOLE, LATER));
    }

    private static void extensions(Cases cases) {
        cases.accepts(
                "the lead asks for time",
                () -> published().judge(CHINA.key(), h -> ask(h, SORT, WHOLE, LATER)));
        cases.accepts(
                "an executor asks for time",
                () -> published().judge(INDIA.key(), h -> ask(h, SORT, FIRST, LATER)));
        cases.refuses(
                Rule.NO_TASK,
                () -> published().judge(CHINA.key(), h -> ask(h, SORT, Optional.of(0), LATER)));
        cases.refuses(
                Rule.MANDATE_LEAD_ONLY,
                () -> published().judge(INDIA.key(), h -> ask(h, SORT, WHOLE, LATER)));
        cases.refuses(
                Rule.EXTENSION_EARLIER,
                () -> published().judge(CHINA.key(), h -> ask(h, SORT, WHOLE, Said.DUE)));
        cases.refuses(
                Rule.EXTENSION_OPEN,
                () -> waiting().judge(CHINA.key(), h -> ask(h, SORT, WHOLE, LATER)));
        cases.refuses(
                Rule.MANDATE_STEP,
                () ->
                        published()
                                .claim(BRAZIL.key(), h -> cancel(h, SORT))
                                .judge(CHINA.key(), h -> ask(h, SORT, WHOLE, LATER)));
        cases.accepts(
                "time is granted",
                () -> waiting().judge(BRAZIL.key(), h -> answer(h, SORT, 1, true)));
        cases.accepts(
                "time is refused",
                () -> waiting().judge(BRAZIL.key(), h -> answer(h, SORT, 1, false)));
        cases.refuses(
                Rule.NO_EXTENSION,
                () -> published().judge(BRAZIL.key(), h -> answer(h, SORT, 1, true)));
        cases.refuses(
                Rule.FOUR_EYES, () -> waiting().judge(CHINA.key(), h -> answer(h, SORT, 1, true)));
        cases.refuses(
                Rule.MANDATE_ISSUER_ONLY,
                () -> waiting().judge(INDIA.key(), h -> answer(h, SORT, 1, true)));
        cases.refuses(
                Rule.FOUR_EYES,
                () ->
                        Story.settled()
                                .claim(BRAZIL.key(), h -> ask(h, CLOTHES, WHOLE, LATER))
                                .judge(BRAZIL.key(), h -> answer(h, CLOTHES, 1, true)));
        cases.accepts(
                "another member answers an issuer that leads itself",
                () ->
                        Story.settled()
                                .claim(BRAZIL.key(), h -> ask(h, CLOTHES, WHOLE, LATER))
                                .judge(INDIA.key(), h -> answer(h, CLOTHES, 1, true)));
    }
}
