package org.foedus.node.console;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.ErrorType;
import org.foedus.core.error.FoedusException;
import org.foedus.node.act.Pen;
import org.foedus.node.act.Prepared;
import org.foedus.portal.Act;
import org.foedus.portal.Ask;
import org.foedus.portal.KeyView;
import org.foedus.portal.Offer;
import org.foedus.portal.OwnPage;
import org.foedus.portal.Page;
import org.foedus.portal.Said;
import org.foedus.portal.act.Draft;
import org.foedus.portal.act.Form;
import org.foedus.portal.act.Holder;
import org.foedus.protocol.json.Json;
import org.foedus.protocol.message.Messages;
import org.jspecify.annotations.Nullable;

/// Signing, in two steps: a form lays down what would be signed, and shows it; confirming it signs
/// exactly that, once.
final class Acting {
    static final String PATH = "/act";
    private static final Duration SOON = Duration.ofSeconds(8);
    private static final int SEE_OTHER = 303;
    private static final String CHANGE = "change";

    private final Pages pages;
    private final Pen pen;
    private final Desk desk;
    private final Follower follower;
    private final Keeping keeping;

    Acting(Pages pages, Pen pen, Desk desk, Follower follower, Keeping keeping) {
        this.keeping = keeping;
        this.pages = pages;
        this.pen = pen;
        this.desk = desk;
        this.follower = follower;
    }

    /// The first step: what was filled in.
    void prepare(Context ctx, Asking asked) {
        var fields = Asking.form(ctx);
        var act = act(fields);
        var subject = fields.getOrDefault("subject", "");
        if (act.isEmpty()) {
            pages.missing(ctx, asked);
            return;
        }
        if (act.get().kept()) {
            keeping.take(ctx, asked, act.get(), subject, fields);
            return;
        }
        var state = pages.state();
        var acts = pages.acts(state);
        var title = OwnViews.about(state, act.get(), subject);
        var offer = acts.offer(act.get(), subject);
        if (offer.isEmpty()) {
            var typed = new Draft(act.get(), subject, Form.typed(act.get(), fields));
            refused(ctx, asked, typed, title, acts.why(act.get(), subject));
            return;
        }
        var form = Form.read(offer.get(), fields);
        if (!form.faults().isEmpty()) {
            pages.show(
                    ctx.status(400),
                    asked,
                    new OwnPage.Fill(offer.get(), title, form.answers(), form.faults(), null));
            return;
        }
        var draft = new Draft(act.get(), subject, form.answers());
        try {
            pages.own().requirePermitted(draft, state);
            var token = desk.lay(asked.ticket(), pen.prepare(draft, holder(draft), state));
            see(ctx, asked, token);
        } catch (FoedusException e) {
            refused(ctx, asked, draft, title, e);
        }
    }

    private static Optional<Act> act(Map<String, String> fields) {
        return Arrays.stream(Act.values())
                .filter(a -> a.name().equals(fields.get("act")))
                .findFirst();
    }

    /// The texts in a form that is not taken, to be shown to whoever sent it.
    static List<OwnPage.Answer> typed(Context ctx) {
        var fields = Asking.form(ctx);
        return act(fields).map(act -> texts(Form.typed(act, fields))).orElse(List.of());
    }

    private Holder holder(Draft draft) {
        return pages.own().holders().stream()
                .filter(h -> h.name().equals(draft.said(Ask.KEY)))
                .findFirst()
                .orElseThrow(() ->
                        new FoedusException(
                                ErrorCode.NOT_FOUND, "no key " + draft.said(Ask.KEY) + " here"));
    }

    private static void see(Context ctx, Asking asked, String token) {
        ctx.header("Location", "/" + asked.language().tag() + PATH + "/" + token).status(SEE_OTHER);
    }

    private static String token(Asking asked) {
        return asked.path().substring(PATH.length() + 1);
    }

    /// What lies there to be signed, or what became of it.
    void show(Context ctx, Asking asked) {
        var found = desk.find(token(asked), asked.ticket());
        if (found.isEmpty()) {
            expired(ctx, asked);
            return;
        }
        var paper = found.get();
        var draft = paper.prepared().draft();
        var state = pages.state();
        var title = OwnViews.about(state, draft.act(), draft.subject());
        if (asked.query().containsKey(CHANGE) && paper.stage() instanceof Desk.Stage.Open) {
            change(ctx, asked, draft, title);
            return;
        }
        switch (paper.stage()) {
            case Desk.Stage.Open(var again) ->
                    pages.show(ctx, asked, confirm(asked, paper.prepared(), title, again));
            case Desk.Stage.Sent _ ->
                    refused(
                            ctx,
                            asked,
                            draft,
                            title,
                            new FoedusException(
                                    ErrorCode.BUSY, "it was sent; the hub has not answered yet"));
            case Desk.Stage.Taken(var answer) -> {
                var index = answer.index().orElse(null);
                boolean here = index != null && pages.state().size() > index;
                pages.show(
                        ctx,
                        asked,
                        new OwnPage.Done(
                                draft.act(),
                                draft.subject(),
                                title,
                                index,
                                answer.outcome().equals("repeated"),
                                here,
                                Draft.made(paper.prepared().claim()).orElse(null)));
            }
            case Desk.Stage.Failed(var why) -> refused(ctx, asked, draft, title, why);
        }
    }

    /// The form once more, with what was written into it.
    private void change(Context ctx, Asking asked, Draft draft, Said title) {
        var acts = pages.acts(pages.state());
        var offer = acts.offer(draft.act(), draft.subject());
        if (offer.isEmpty()) {
            refused(ctx, asked, draft, title, acts.why(draft.act(), draft.subject()));
            return;
        }
        pages.show(
                ctx, asked, new OwnPage.Fill(offer.get(), title, draft.answers(), List.of(), null));
    }

    private OwnPage.Confirm confirm(Asking asked, Prepared prepared, Said title, boolean again) {
        var state = pages.state();
        var draft = prepared.draft();
        var offer = pages.acts(state).offer(draft.act(), draft.subject());
        var answers = new ArrayList<OwnPage.Answer>();
        for (var ask : draft.act().asks()) {
            if (!draft.said(ask).isEmpty()) {
                answers.add(new OwnPage.Answer(ask, inWords(offer, ask, draft.said(ask))));
            }
        }
        var text = prepared.body().map(b -> b.content().utf8()).orElse(null);
        return new OwnPage.Confirm(
                draft.act(),
                draft.subject(),
                title,
                answers,
                Json.pretty(prepared.payload().array()),
                Sha256.of(prepared.payload().array()).hex(),
                text,
                inWords(offer, Ask.KEY, prepared.holder().name()),
                prepared.holder().key().hex(),
                pages.own().hub(),
                state.allianceId().hex(),
                token(asked),
                prepared.expires(),
                again,
                newKey(state, prepared.claim()));
    }

    /// What a vote on another key for a member is about.
    private static @Nullable KeyView newKey(AllianceState state, Claim claim) {
        return switch (claim) {
            case VotingClaim.Ballot c -> {
                var proposal = state.proposals().get(c.proposal());
                yield proposal == null ? null : KeyView.of(state, proposal.matter());
            }
            case VotingClaim.Propose c -> KeyView.of(state, c.matter());
            default -> null;
        };
    }

    /// The answer as the form put it.
    private static Said inWords(Optional<Offer> offer, Ask ask, String value) {
        return offer.stream()
                .flatMap(o -> o.of(ask).stream())
                .filter(c -> c.value().equals(value))
                .map(Offer.Choice::label)
                .findFirst()
                .orElseGet(() -> Said.plain(value));
    }

    /// The second step: it is confirmed.
    void sign(Context ctx, Asking asked) {
        var token = token(asked);
        var taken = desk.take(token, asked.ticket());
        taken.ifPresent(prepared -> sign(token, prepared));
        // Whoever comes a second time, or too late, is shown what became of it.
        see(ctx, asked, token);
    }

    private void sign(String token, Prepared prepared) {
        try {
            var answer = pen.sign(prepared);
            desk.settle(token, new Desk.Stage.Taken(answer));
            answer.index().ifPresent(i -> follower.holds(i, SOON));
        } catch (FoedusException e) {
            if (e.code() == ErrorCode.BAD_SEQUENCE || e.code() == ErrorCode.CLOCK_SKEW) {
                again(token, prepared, e);
            } else {
                desk.settle(token, new Desk.Stage.Failed(e));
            }
        }
    }

    /// The key signed something else meanwhile: the person looks once more.
    private void again(String token, Prepared prepared, FoedusException why) {
        var state = caughtUp(prepared);
        try {
            desk.renew(token, pen.prepare(prepared.draft(), prepared.holder(), state));
        } catch (FoedusException e) {
            desk.settle(token, new Desk.Stage.Failed(e.code() == why.code() ? why : e));
        }
    }

    /// The state, once it has what the key signed meanwhile.
    private AllianceState caughtUp(Prepared prepared) {
        var before = pages.state();
        var last = before.lastClaims().get(prepared.holder().key());
        boolean behind = last == null || last.sequence() < prepared.claim().header().sequence();
        if (behind) {
            follower.holds(before.size(), SOON);
        }
        return pages.state();
    }

    private void expired(Context ctx, Asking asked) {
        pages.problem(
                ctx.status(410),
                asked,
                new Page.Problem("EXPIRED", Said.of("refuse.expired"), Said.plain("")));
    }

    /// Nothing changed. Where the form is still offered, it is there with what was written into it;
    /// else the texts alone are.
    private void refused(Context ctx, Asking asked, Draft draft, Said title, FoedusException why) {
        var refusal = refusal(asked, why);
        var form =
                pages.acts(pages.state())
                        .offer(draft.act(), draft.subject())
                        .filter(_ -> !draft.act().asks().isEmpty());
        ctx.status(why.code().type() == ErrorType.EXTERNAL ? 502 : 409);
        pages.show(
                ctx,
                asked,
                form.<OwnPage>map(offer ->
                                new OwnPage.Fill(offer, title, draft.answers(), List.of(), refusal))
                        .orElseGet(() ->
                                new OwnPage.Refused(
                                        draft.act(),
                                        draft.subject(),
                                        title,
                                        refusal,
                                        texts(draft.answers()))));
    }

    private static List<OwnPage.Answer> texts(Map<Ask, String> answers) {
        return answers.entrySet().stream()
                .filter(a -> !a.getKey().chosen() && !a.getValue().isEmpty())
                .map(a -> new OwnPage.Answer(a.getKey(), Said.plain(a.getValue())))
                .toList();
    }

    static OwnPage.Refusal refusal(Asking asked, FoedusException why) {
        var messages = Messages.in(asked.language());
        var rule = why.refusal().map(r -> r.rule().name()).orElse(why.code().name());
        // Only a rule's words say it all; other failures have details of their own.
        var details = why.refusal().isPresent() ? List.<String>of() : List.of(why.reason());
        var said = new ArrayList<String>();
        said.add(messages.meaning(why));
        said.addAll(details);
        return new OwnPage.Refusal(rule, String.join(" — ", said), messages.next(why).orElse(""));
    }
}
