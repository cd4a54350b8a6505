package org.foedus.node.console;

import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.policy.Condition;
import org.foedus.core.policy.ConditionLanguage;
import org.foedus.core.policy.StandingConsent;
import org.foedus.core.run.Run;
import org.foedus.node.act.Pen;
import org.foedus.node.consent.Grants;
import org.foedus.node.home.NodeHome;
import org.foedus.portal.Act;
import org.foedus.portal.Ask;
import org.foedus.portal.Fault;
import org.foedus.portal.Offer;
import org.foedus.portal.OwnPage;
import org.foedus.portal.Said;
import org.foedus.portal.act.Draft;
import org.foedus.portal.act.Form;
import org.foedus.portal.act.Holder;
import org.foedus.protocol.form.Times;

/// Standing consents, in two steps as a signature: the form, what it means, then it is written into
/// this machine's book. Removing one also withdraws, by the node's signature, what was granted
/// under it.
final class Keeping {
    /// The field of the second step.
    private static final String CONFIRMED = "kept";

    private static final Duration SOON = Duration.ofSeconds(8);

    private final Pages pages;
    private final Pen pen;
    private final Follower follower;
    private final InstantSource clock;

    Keeping(Pages pages, Pen pen, Follower follower, InstantSource clock) {
        this.pages = pages;
        this.pen = pen;
        this.follower = follower;
        this.clock = clock;
    }

    /// To give one more.
    static Offer give() {
        return new Offer(Act.GIVE_STANDING, "", Map.of());
    }

    /// @param fields of the first step, or of the second
    void take(Context ctx, Asking asked, Act act, String subject, Map<String, String> fields) {
        boolean confirmed = fields.containsKey(CONFIRMED);
        if (act == Act.GIVE_STANDING) {
            give(ctx, asked, fields, confirmed);
        } else {
            end(ctx, asked, subject, confirmed);
        }
    }

    private NodeHome home() {
        return pages.own().home();
    }

    private void give(Context ctx, Asking asked, Map<String, String> fields, boolean confirmed) {
        var form = Form.read(give(), fields);
        var faults = new ArrayList<>(form.faults());
        var condition = condition(form, faults);
        if (!faults.isEmpty() || condition.isEmpty()) {
            fill(ctx.status(400), asked, form.answers(), faults, Optional.empty());
            return;
        }
        try {
            var now = clock.instant();
            var until = Times.instant(said(form, Ask.UNTIL), now).orElseThrow();
            var consent = new StandingConsent(said(form, Ask.NAME), condition.get(), until);
            var book = home().consents().with(consent, now);
            if (!confirmed) {
                pages.show(ctx, asked, keep(form, condition.get()));
                return;
            }
            home().keep(book);
            pages.show(ctx, asked, new OwnPage.Kept(Act.GIVE_STANDING, List.of(), null));
        } catch (FoedusException e) {
            fill(ctx.status(409), asked, form.answers(), List.of(), Optional.of(e));
        }
    }

    private static String said(Form form, Ask ask) {
        return form.answers().getOrDefault(ask, "");
    }

    private Optional<Condition> condition(Form form, List<Fault> faults) {
        if (faults.stream().anyMatch(f -> f.ask() == Ask.CONDITION)) {
            return Optional.empty();
        }
        return switch (home().conditions().read(said(form, Ask.CONDITION))) {
            case ConditionLanguage.Understood u -> Optional.of(u.condition());
            case ConditionLanguage.Flawed f -> {
                for (var flaw : f.flaws()) {
                    var what = flaw.column() + ": " + flaw.expected();
                    var said = Said.of("fault.form.other", "line", flaw.line(), "what", what);
                    faults.add(new Fault(Ask.CONDITION, said));
                }
                yield Optional.empty();
            }
        };
    }

    private void fill(
            Context ctx,
            Asking asked,
            SortedMap<Ask, String> answers,
            List<Fault> faults,
            Optional<FoedusException> why) {
        var refusal = why.map(e -> Acting.refusal(asked, e)).orElse(null);
        var title = Said.of("machine.approvals");
        pages.show(ctx, asked, new OwnPage.Fill(give(), title, answers, faults, refusal));
    }

    private static OwnPage.Keep keep(Form form, Condition condition) {
        var answers =
                Act.GIVE_STANDING.asks().stream()
                        .map(ask -> new OwnPage.Answer(ask, Said.plain(said(form, ask))))
                        .toList();
        return new OwnPage.Keep(
                Act.GIVE_STANDING, "", form.answers(), answers, condition.words(), List.of());
    }

    private List<Run> granted(String name) {
        return Grants.under(pages.state(), home().settings().node(), name);
    }

    private void end(Context ctx, Asking asked, String name, boolean confirmed) {
        try {
            var book = home().consents().without(name);
            if (!confirmed) {
                var runs = granted(name).stream().map(r -> r.id().value()).toList();
                pages.show(
                        ctx,
                        asked,
                        new OwnPage.Keep(
                                Act.END_STANDING, name, new TreeMap<>(), List.of(), "", runs));
                return;
            }
            home().keep(book);
            pages.show(ctx, asked, withdraw(name));
        } catch (FoedusException e) {
            pages.show(
                    ctx.status(409),
                    asked,
                    new OwnPage.Refused(
                            Act.END_STANDING,
                            "",
                            Said.of("machine.approvals"),
                            Acting.refusal(asked, e),
                            List.of()));
        }
    }

    /// At once where the hub answers; a running node does the same when it looks.
    private OwnPage.Kept withdraw(String name) {
        var done = new ArrayList<String>();
        try {
            for (var run : granted(name)) {
                withdraw(name, run);
                done.add(run.id().value());
            }
            return new OwnPage.Kept(Act.END_STANDING, done, null);
        } catch (FoedusException e) {
            return new OwnPage.Kept(Act.END_STANDING, done, e.reason());
        }
    }

    private void withdraw(String name, Run run) {
        var reason = "standing consent " + name + " was removed";
        var answers = new TreeMap<Ask, String>();
        answers.put(Ask.REASON, reason);
        var draft = new Draft(Act.WITHDRAW_CONSENT, run.id().value(), answers);
        var prepared = pen.prepare(draft, node(), pages.state());
        pen.sign(prepared).index().ifPresent(i -> follower.holds(i, SOON));
    }

    private Holder node() {
        return pages.own().holders().stream()
                .filter(h -> h.name().equals(Holder.NODE))
                .findFirst()
                .orElseThrow(
                        () -> new FoedusException(ErrorCode.NOT_FOUND, "no key of the node here"));
    }
}
