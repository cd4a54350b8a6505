package org.foedus.node.console;

import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Inbox;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.client.Pause;
import org.foedus.link.mirror.Alarm;
import org.foedus.node.act.Pocket;
import org.foedus.portal.ApiView;
import org.foedus.portal.Frame;
import org.foedus.portal.Offer;
import org.foedus.portal.OwnPage;
import org.foedus.portal.Page;
import org.foedus.portal.Portal;
import org.foedus.portal.Said;
import org.foedus.portal.Seat;
import org.foedus.portal.act.Acts;
import org.foedus.portal.state.Asked;
import org.foedus.portal.state.Place;
import org.foedus.portal.state.Reader;
import org.foedus.portal.state.Site;
import org.foedus.protocol.message.Language;
import org.foedus.protocol.message.Messages;
import org.jspecify.annotations.Nullable;

/// Makes the console's pages: the alliance's, from the mirror, and this machine's own.
final class Pages {
    private static final Portal PORTAL = new Portal();
    private static final int NOT_FOUND = 404;
    private static final Duration FIRST = Duration.ofSeconds(8);

    private final OwnViews own;
    private final Pocket pocket;
    private final Follower follower;
    private final ApiView api;
    private final InstantSource clock;
    private final MirrorOutside outside;

    Pages(OwnViews own, Pocket pocket, Follower follower, ApiView api, InstantSource clock) {
        this.own = own;
        this.pocket = pocket;
        this.follower = follower;
        this.api = api;
        this.clock = clock;
        this.outside = new MirrorOutside(own.mirror(), clock, Pause.sleeping());
    }

    AllianceState state() {
        return own.mirror().state();
    }

    OwnViews own() {
        return own;
    }

    /// What the keys here may sign now.
    Acts acts(AllianceState state) {
        var settings = own.home().settings();
        return new Acts(
                state,
                outside.texts(),
                settings.member(),
                settings.node(),
                pocket.holders(),
                clock.instant());
    }

    private Site site(AllianceState state) {
        var member = own.home().settings().member();
        return new Site(state, outside, new Reader.Known(member.value(), Optional.of(member)), api);
    }

    /// The page of a path.
    void show(Context ctx, Asking asked) {
        // Right after the start the ledger is on its way.
        if (!follower.begins(FIRST)) {
            var why = follower.heard().trouble();
            failed(
                    ctx,
                    asked,
                    why != null
                            ? why
                            : new FoedusException(
                                    ErrorCode.BUSY,
                                    "the ledger is being fetched: look again in a moment"));
            return;
        }
        var state = state();
        var site = site(state);
        var mine = own.page(asked, state, site, acts(state), follower.heard().touched());
        if (mine.isPresent()) {
            show(ctx, asked, new Page.Own(mine.get()), List.of());
            return;
        }
        var place = Place.of(asked.path());
        if (place.isEmpty()) {
            missing(ctx, asked);
            return;
        }
        var id = Asking.decoded(place.get().id(asked.path()));
        var query = new TreeMap<>(asked.query());
        query.keySet().retainAll(Asked.PARAMETERS);
        var page = site.page(new Asked(place.get(), id, query));
        if (page.isEmpty()) {
            missing(ctx, asked);
            return;
        }
        show(ctx, asked, page.get(), acts(state).on(place.get(), id));
    }

    void missing(Context ctx, Asking asked) {
        show(
                ctx.status(NOT_FOUND),
                asked,
                new Page.Missing(Asking.decoded(asked.path())),
                List.of());
    }

    /// A page of this machine.
    void show(Context ctx, Asking asked, OwnPage page) {
        show(ctx, asked, new Page.Own(page), List.of());
    }

    void problem(Context ctx, Asking asked, Page.Problem page) {
        show(ctx, asked, page, List.of());
    }

    /// Something failed that no form can mend.
    void failed(Context ctx, Asking asked, FoedusException why) {
        var messages = Messages.in(asked.language());
        var page =
                new Page.Problem(
                        why.code().name(),
                        Said.plain(messages.meaning(why) + " — " + why.reason()),
                        Said.plain(messages.next(why).orElse("")));
        ctx.status(status(why.code()));
        if (asked.ticket().isEmpty()) {
            start(ctx, asked.language(), page.happened());
        } else {
            show(ctx, asked, page, List.of());
        }
    }

    private static int status(ErrorCode code) {
        return switch (code.type()) {
            case CALLER -> code == ErrorCode.NOT_FOUND ? NOT_FOUND : 400;
            case CAPACITY -> 503;
            case EXTERNAL -> 502;
            case INTERNAL -> 500;
        };
    }

    private void show(Context ctx, Asking asked, Page page, List<Offer> offers) {
        var state = state();
        var heard = follower.heard();
        var trouble = heard.trouble();
        var messages = Messages.in(asked.language());
        var seat =
                new Seat(
                        asked.ticket(),
                        own.waiting(state).size(),
                        offers,
                        heard.touched(),
                        trouble == null ? null : Said.plain(messages.meaning(trouble)),
                        alarms(),
                        stakes(state));
        var member = own.home().settings().member();
        var root = own.mirror().checkpoint().map(c -> c.root().hex()).orElse(null);
        var name = state.charter().map(c -> c.name()).orElse("Foedus");
        var frame =
                new Frame(
                        name, member.value(), true, state.size(), root, "", asked.language(), seat);
        write(ctx, asked.language(), page, frame);
    }

    private List<Seat.Stake> stakes(AllianceState state) {
        return Inbox.keyAtStake(state, own.home().settings().member()).stream()
                .map(p -> new Seat.Stake(p.id().value(), p.poll().closes()))
                .toList();
    }

    private List<Seat.Alarm> alarms() {
        return own.mirror().standing().stream()
                .map(a ->
                        new Seat.Alarm(
                                a.kind() == Alarm.Kind.RULES
                                        ? Said.of("alarm.rules", "entry", a.entry())
                                        : Said.of("alarm.histories"),
                                a.why()))
                .toList();
    }

    /// The page before the first one: it shows nothing of the alliance.
    void start(Context ctx, Language language, @Nullable Said notice) {
        start(ctx, language, notice, List.of());
    }

    /// @param typed what a form held that is not taken
    void start(Context ctx, Language language, @Nullable Said notice, List<OwnPage.Answer> typed) {
        var frame = new Frame("Foedus", null, true, 0, null, "", language);
        var command = "foedus open --home " + quoted(own.home().folder().toString());
        write(ctx, language, new Page.Own(new OwnPage.Start(notice, command, typed)), frame);
    }

    /// As a shell takes it for one word.
    private static String quoted(String word) {
        return word.matches("[\\w./~+@%:,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private void write(Context ctx, Language language, Page page, Frame frame) {
        ctx.header("Content-Language", language.tag())
                .contentType("text/html; charset=utf-8")
                .result(PORTAL.render(page, frame, clock.instant()));
    }

    void asset(Context ctx) {
        var asset = PORTAL.asset(Asking.path(ctx).substring("/assets/".length()));
        if (asset.isEmpty()) {
            ctx.status(NOT_FOUND).result("no such asset");
            return;
        }
        ctx.header("ETag", asset.get().etag())
                .contentType(asset.get().contentType())
                .result(asset.get().bytes());
    }
}
