package org.foedus.hub.http;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.run.RunId;
import org.foedus.core.vote.ProposalId;
import org.foedus.hub.read.Agenda;
import org.foedus.hub.read.Atom;
import org.foedus.hub.read.Reads;
import org.foedus.hub.read.WorkReads;
import org.foedus.portal.state.Outside;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.api.Views;
import org.foedus.protocol.json.Json;

/// What the alliance decided and does, for programs, feed readers and calendars: for members, and
/// where the hub is open to it for the public.
final class ReadRoutes {
    private static final String ATOM = "application/atom+xml";
    private static final String CALENDAR = "text/calendar; charset=utf-8";
    private static final int DEFAULT_ITEMS = 100;
    private static final int SECONDS_A_MINUTE = 60;

    /// A page of a list ends after so many bytes: 1 MiB.
    private static final long MAX_PAGE_BYTES = 1 << 20;

    private final Door door;
    private final boolean open;
    private final Outside outside;
    private final Journal journal;

    ReadRoutes(Door door, Outside outside, boolean open) {
        this.door = door;
        this.outside = outside;
        this.open = open;
        this.journal = new Journal(door.runtime());
    }

    void register(Switchboard routes) {
        one(routes, "/alliance", (_, r) -> Optional.of(r.alliance()));
        list(routes, "/members", Reads::members, Views.Members::new);
        one(routes, "/members/{id}", (ctx, r) -> found(r.members(), new MemberId(id(ctx))));
        routes.get(Api.PREFIX + "/applications", this::applications);
        list(routes, "/proposals", Reads::proposals, r -> r::view, Views.Proposals::new);
        one(
                routes,
                "/proposals/{id}",
                (ctx, r) -> found(r.proposals(), new ProposalId(id(ctx))).map(r::view));
        list(routes, "/partnerships", Reads::partnerships, r -> r::view, Views.Partnerships::new);
        list(routes, "/programmes", Reads::programmes, r -> r::view, Views.Programmes::new);
        list(routes, "/mandates", r -> new WorkReads(r).mandates(), Views.Mandates::new);
        one(routes, "/mandates/{id}", (ctx, r) -> new WorkReads(r).mandate(new MandateId(id(ctx))));
        list(routes, "/runs", r -> new WorkReads(r).runs(), Views.Runs::new);
        one(
                routes,
                "/runs/{run}",
                (ctx, r) -> new WorkReads(r).run(new RunId(ctx.pathParam("run"))));
        list(routes, "/models", r -> new WorkReads(r).models(), Views.Models::new);
        list(routes, "/communiques", Reads::communiques, r -> r::view, Views.Communiques::new);
        one(
                routes,
                "/communiques/{id}",
                (ctx, r) -> found(r.communiques(), new CommuniqueId(id(ctx))).map(r::view));
        routes.get(Api.PREFIX + "/inbox", this::inbox);
        routes.get(Api.PREFIX + "/inbox.atom", this::inboxFeed);
        routes.get(Api.PREFIX + "/inbox.ics", this::inboxCalendar);
        routes.get("/feeds/decisions.atom", ctx -> feed(ctx, "Decisions", journal.decisions()));
        routes.get("/feeds/mandates.atom", ctx -> feed(ctx, "Mandates", journal.mandates()));
        routes.get("/feeds/news.atom", this::news);
        routes.get("/feeds/due.ics", this::calendar);
    }

    /// What a list is answered as.
    @FunctionalInterface
    private interface Listed<V> {
        Object of(List<V> items, Optional<String> next, long size);
    }

    /// How one thing is read.
    @FunctionalInterface
    private interface One {
        Optional<?> of(Exchange ctx, Reads reads);
    }

    private static String id(Exchange ctx) {
        return ctx.pathParam("id");
    }

    private static <K, V> Optional<V> found(SortedMap<K, V> all, K id) {
        return Optional.ofNullable(all.get(id));
    }

    private void one(Switchboard routes, String path, One one) {
        routes.get(
                Api.PREFIX + path,
                ctx -> {
                    var reads = reads(ctx);
                    if (fresh(ctx, reads)) {
                        return;
                    }
                    Door.json(
                            ctx,
                            one.of(ctx, reads)
                                    .orElseThrow(() ->
                                            new FoedusException(
                                                    ErrorCode.NOT_FOUND,
                                                    "there is no " + ctx.path())));
                });
    }

    private <K, V> void list(
            Switchboard routes, String path, Function<Reads, SortedMap<K, V>> all, Listed<V> as) {
        list(routes, path, all, _ -> v -> v, as);
    }

    /// @param view how one of them is shown, with the texts that the state does not hold
    private <K, T, V> void list(
            Switchboard routes,
            String path,
            Function<Reads, SortedMap<K, T>> all,
            Function<Reads, Function<T, V>> view,
            Listed<V> as) {
        routes.get(
                Api.PREFIX + path,
                ctx -> {
                    var reads = reads(ctx);
                    page(ctx, reads, all.apply(reads), view.apply(reads), as);
                });
    }

    /// A page of `all`, which ends early where its items are long.
    private <K, T, V> void page(
            Exchange ctx, Reads reads, SortedMap<K, T> all, Function<T, V> view, Listed<V> as) {
        int limit = (int) Door.number(ctx, "limit", DEFAULT_ITEMS, 1, Views.MAX_ITEMS);
        var after = ctx.queryParam("after");
        if (fresh(ctx, reads)) {
            return;
        }
        var items = new ArrayList<V>();
        long bytes = 0;
        String last = "";
        Optional<String> next = Optional.empty();
        for (var item : all.entrySet()) {
            var id = item.getKey().toString();
            if (after != null && id.compareTo(after) <= 0) {
                continue;
            }
            if (items.size() == limit || bytes >= MAX_PAGE_BYTES) {
                next = Optional.of(last);
                break;
            }
            var shown = view.apply(item.getValue());
            bytes += Json.write(shown).length;
            items.add(shown);
            last = id;
        }
        next.ifPresent(n ->
                ctx.header(
                        "Link",
                        "<" + ctx.path() + "?after=" + n + "&limit=" + limit + ">; rel=\"next\""));
        Door.json(ctx, as.of(items, next, reads.state().size()));
    }

    /// What the caller may read; `NOT_SIGNED_IN` for the public where the hub is not open to it.
    private Reads reads(Exchange ctx) {
        boolean member = door.visitor(ctx).isPresent();
        if (!member && !open) {
            door.caller(ctx);
        }
        return new Reads(door.runtime().state(), outside.texts(), door.runtime().now(), member);
    }

    private Reads membersReads(Exchange ctx) {
        visitor(ctx);
        return reads(ctx);
    }

    /// Whether the caller has this already: the ledger is as long, and the minute the same, by
    /// which what the clock says may have changed.
    private static boolean fresh(Exchange ctx, Reads reads) {
        var tag =
                "W/\"%d-%d-%s\""
                        .formatted(
                                reads.state().size(),
                                reads.now().getEpochSecond() / SECONDS_A_MINUTE,
                                reads.member() ? "m" : "p");
        ctx.header("ETag", tag)
                .header("Cache-Control", "private, no-cache")
                .header("Vary", "Authorization, Cookie");
        var known = ctx.header("If-None-Match");
        boolean fresh =
                known != null
                        && Arrays.stream(known.split(",", -1)).anyMatch(t -> t.strip().equals(tag));
        if (fresh) {
            ctx.status(304);
        }
        return fresh;
    }

    private void applications(Exchange ctx) {
        var reads = membersReads(ctx);
        page(ctx, reads, reads.applications(), reads::view, Views.Applications::new);
    }

    private Door.Caller visitor(Exchange ctx) {
        return door.visitor(ctx).orElseGet(() -> door.caller(ctx));
    }

    private MemberId member(Exchange ctx) {
        return visitor(ctx)
                .party()
                .of()
                .orElseThrow(() ->
                        new FoedusException(
                                ErrorCode.NOT_ALLOWED,
                                "an inbox is a member's: sign in with one of its keys"));
    }

    private void inbox(Exchange ctx) {
        var member = member(ctx);
        var reads = reads(ctx);
        if (!fresh(ctx, reads)) {
            Door.json(ctx, reads.inbox(member));
        }
    }

    private void inboxFeed(Exchange ctx) {
        var member = member(ctx);
        var reads = reads(ctx);
        if (!fresh(ctx, reads)) {
            var agenda = new Agenda(reads);
            send(ctx, ATOM, atom(ctx, reads, "Inbox of " + member).write(agenda.inbox(member)));
        }
    }

    private void inboxCalendar(Exchange ctx) {
        var member = member(ctx);
        var reads = reads(ctx);
        if (!fresh(ctx, reads)) {
            send(ctx, CALENDAR, new Agenda(reads).calendar(new Agenda(reads).waiting(member)));
        }
    }

    private void feed(Exchange ctx, String title, List<Atom.Item> items) {
        var reads = reads(ctx);
        if (!fresh(ctx, reads)) {
            send(ctx, ATOM, atom(ctx, reads, title).write(items));
        }
    }

    private void news(Exchange ctx) {
        var reads = reads(ctx);
        if (!fresh(ctx, reads)) {
            send(ctx, ATOM, atom(ctx, reads, "News").write(new Agenda(reads).news()));
        }
    }

    private void calendar(Exchange ctx) {
        var reads = reads(ctx);
        if (!fresh(ctx, reads)) {
            var agenda = new Agenda(reads);
            send(ctx, CALENDAR, agenda.calendar(agenda.due()));
        }
    }

    private static Atom atom(Exchange ctx, Reads reads, String title) {
        var state = reads.state();
        Instant updated = state.at();
        return new Atom(state, state.rules().name() + ": " + title, ctx.path(), updated);
    }

    private static void send(Exchange ctx, String type, String text) {
        ctx.contentType(type).result(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
