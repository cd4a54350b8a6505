package org.foedus.hub.http;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.Party;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.partnership.ProgrammeId;
import org.foedus.core.run.RunId;
import org.foedus.core.vote.ProposalId;
import org.foedus.hub.api.ApiReader;
import org.foedus.hub.page.EntryViews;
import org.foedus.hub.page.Views;
import org.foedus.portal.EntryView;
import org.foedus.portal.Frame;
import org.foedus.portal.Page;
import org.foedus.portal.Portal;
import org.foedus.portal.Said;
import org.foedus.protocol.json.EntryCodec;
import org.foedus.protocol.message.Language;
import org.foedus.protocol.safetensors.Safetensors;
import org.foedus.protocol.safetensors.TensorInfo;

/// The pages: for reading, for members. Everyone else is told how to open them.
final class PageRoutes {
    private static final int ENTRIES_PER_PAGE = 50;
    private static final Portal PORTAL = new Portal();
    private static final int MOST_PAGES = 1_000_000;

    private final Door door;
    private final Blobs blobs;
    private final Traffic traffic;

    /// Models never change, so their sizes are looked up once.
    private final ConcurrentHashMap<Sha256, Long> parameters = new ConcurrentHashMap<>();

    PageRoutes(Door door, Blobs blobs, Traffic traffic) {
        this.door = door;
        this.blobs = blobs;
        this.traffic = traffic;
    }

    void register(Switchboard routes) {
        page(routes, "/", ctx -> Optional.of(views().home()));
        page(routes, "/members", ctx -> Optional.of(views().members(number(ctx))));
        page(routes, "/members/{id}", ctx -> views().member(new MemberId(ctx.pathParam("id"))));
        page(routes, "/decisions", ctx -> Optional.of(views().decisionList(number(ctx))));
        page(
                routes,
                "/decisions/{id}",
                ctx -> views().decision(new ProposalId(ctx.pathParam("id"))));
        page(
                routes,
                "/charter",
                ctx -> views().charter(Door.number(ctx, "version", 0, 1, MOST_PAGES)));
        page(routes, "/partnerships", ctx -> Optional.of(views().partnerships(number(ctx))));
        page(
                routes,
                "/partnerships/{id}",
                ctx -> views().partnership(new PartnershipId(ctx.pathParam("id"))));
        page(routes, "/programmes", ctx -> Optional.of(views().programmes(number(ctx))));
        page(
                routes,
                "/programmes/{id}",
                ctx -> views().programme(new ProgrammeId(ctx.pathParam("id"))));
        page(routes, "/mandates", this::mandates);
        page(routes, "/mandates/{id}", ctx -> views().mandate(new MandateId(ctx.pathParam("id"))));
        page(routes, "/runs", ctx -> Optional.of(views().runList()));
        page(routes, "/runs/{id}", this::run);
        page(routes, "/models", ctx -> Optional.of(views().modelList()));
        page(routes, "/models/{id}", ctx -> views().model(new Sha256(ctx.pathParam("id"))));
        page(routes, "/ledger", ctx -> Optional.of(ledger(ctx)));
        page(routes, "/ledger/{index}", this::entry);
        inEachLanguage(
                routes,
                "/api",
                (ctx, language) ->
                        show(
                                ctx,
                                new Page.Api(ApiReader.shipped()),
                                door.optionalCaller(ctx).map(c -> c.party().label()),
                                language));
        routes.get("/assets/<path>", this::asset);
    }

    /// Which page of a list.
    private static long number(Exchange ctx) {
        return Door.number(ctx, "page", 1, 1, MOST_PAGES);
    }

    /// The list, by a status where one is asked for, the board or the calendar.
    private Optional<Page> mandates(Exchange ctx) {
        var view = Optional.ofNullable(ctx.queryParam("view")).orElse("list");
        return switch (view) {
            case "board" -> Optional.of(views().board());
            case "calendar" -> Optional.of(views().calendar(number(ctx)));
            case "list" -> {
                var asked = Optional.ofNullable(ctx.queryParam("status"));
                var status = asked.flatMap(PageRoutes::status);
                yield asked.isPresent() && status.isEmpty()
                        ? Optional.empty()
                        : Optional.of(views().mandates(status, number(ctx)));
            }
            default -> Optional.empty();
        };
    }

    private static Optional<MandateStatus> status(String name) {
        return Arrays.stream(MandateStatus.values())
                .filter(s -> s.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    private void page(
            Switchboard routes, String path, Function<Exchange, Optional<? extends Page>> page) {
        inEachLanguage(routes, path, (ctx, language) -> answer(ctx, language, page));
    }

    /// At the path, in the language that the request likes best; and below each language.
    private static void inEachLanguage(
            Switchboard routes, String path, BiConsumer<Exchange, Language> answer) {
        routes.get(
                path,
                ctx ->
                        answer.accept(
                                ctx.header("Vary", "Accept-Language"),
                                Language.accepted(ctx.header("Accept-Language"))));
        for (var language : Language.values()) {
            routes.get("/" + language.tag() + path, ctx -> answer.accept(ctx, language));
        }
    }

    private void answer(
            Exchange ctx, Language language, Function<Exchange, Optional<? extends Page>> page) {
        var viewer = door.optionalCaller(ctx).map(c -> c.party().label());
        if (viewer.isEmpty()) {
            show(
                    ctx.status(401),
                    new Page.Problem(
                            "NOT_SIGNED_IN", Said.of("pages.members"), Said.of("pages.open")),
                    viewer,
                    language);
            return;
        }
        Optional<? extends Page> found;
        try {
            found = page.apply(ctx);
        } catch (FoedusException e) {
            found = Optional.empty();
        }
        if (found.isEmpty()) {
            show(ctx.status(404), new Page.Missing(ctx.path()), viewer, language);
        } else {
            show(ctx, found.get(), viewer, language);
        }
    }

    private void show(Exchange ctx, Page page, Optional<String> viewer, Language language) {
        var state = state();
        var root = door.runtime().read(l -> l.tree().root());
        var frame =
                new Frame(
                        state.rules().name(),
                        viewer.orElse(null),
                        viewer.isPresent(),
                        viewer.isPresent() ? state.size() : 0,
                        viewer.isPresent() ? root.hex() : null,
                        "",
                        language);
        ctx.header("Content-Security-Policy", Portal.CONTENT_SECURITY_POLICY)
                .header("Content-Language", language.tag())
                .contentType("text/html; charset=utf-8")
                .result(PORTAL.render(page, frame, door.runtime().now()));
    }

    private AllianceState state() {
        return door.runtime().read(l -> l.state());
    }

    private Views views() {
        var presence = door.runtime().presence();
        return new Views(
                state(),
                new Views.Outside(
                        door.runtime().now(),
                        presence.reachable(door.runtime().now()),
                        presence.lastSeen(),
                        this::parameters));
    }

    private long parameters(Sha256 model) {
        if (blobs.size(model).isEmpty()) {
            return 0;
        }
        return parameters.computeIfAbsent(
                model,
                m -> {
                    try (var arena = Arena.ofConfined()) {
                        return Safetensors.parse(blobs.map(m, arena), "model").tensors().stream()
                                .mapToLong(TensorInfo::elements)
                                .sum();
                    }
                });
    }

    private Optional<Page> run(Exchange ctx) {
        var id = new RunId(ctx.pathParam("id"));
        var reachable = door.runtime().presence().reachable(door.runtime().now());
        var waiting =
                door.runtime()
                        .read(l ->
                                Optional.ofNullable(l.state().runs().get(id))
                                        .map(r -> l.waitingFor(r, reachable))
                                        .orElse(""));
        return views().run(id, waiting, traffic.up(id), traffic.down(id));
    }

    private Page ledger(Exchange ctx) {
        var state = state();
        long before = Door.number(ctx, "before", state.size(), 0, state.size());
        long from = Math.max(0, before - ENTRIES_PER_PAGE);
        var views = new ArrayList<EntryView>();
        var lines = door.runtime().read(l -> l.entries(from, (int) (before - from)));
        for (int i = lines.size() - 1; i >= 0; i--) {
            var entry = EntryCodec.read(lines.get(i));
            views.add(EntryViews.summary(entry, from + i, lines.get(i), signer(state, entry)));
        }
        return new Page.Ledger(views, before, state.size(), ENTRIES_PER_PAGE);
    }

    private Optional<Page> entry(Exchange ctx) {
        long index;
        try {
            index = Long.parseLong(ctx.pathParam("index"));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
        var state = state();
        if (index < 0 || index >= state.size()) {
            return Optional.empty();
        }
        var line = door.runtime().read(l -> l.entries(index, 1)).getFirst();
        var entry = EntryCodec.read(line);
        return Optional.of(
                new Page.Entry(EntryViews.full(entry, index, line, signer(state, entry))));
    }

    private static Optional<String> signer(AllianceState state, Entry entry) {
        return entry instanceof Entry.Claimed c
                ? Optional.of(
                        Optional.ofNullable(state.parties().get(c.envelope().key()))
                                .map(Party::label)
                                .orElse("applicant"))
                : Optional.empty();
    }

    private void asset(Exchange ctx) {
        var asset = PORTAL.asset(ctx.pathParam("path"));
        if (asset.isEmpty()) {
            ctx.status(404).result("no such asset");
            return;
        }
        ctx.header("Cache-Control", "public, max-age=31536000, immutable")
                .header("ETag", asset.get().etag())
                .contentType(asset.get().contentType())
                .result(asset.get().bytes());
    }
}
