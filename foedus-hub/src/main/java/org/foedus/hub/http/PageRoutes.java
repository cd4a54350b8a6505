package org.foedus.hub.http;

import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.foedus.core.alliance.AllianceState;
import org.foedus.hub.HubHome.Settings.Reading;
import org.foedus.hub.api.ApiReader;
import org.foedus.portal.Frame;
import org.foedus.portal.Page;
import org.foedus.portal.Portal;
import org.foedus.portal.state.Asked;
import org.foedus.portal.state.Place;
import org.foedus.portal.state.Reader;
import org.foedus.portal.state.Site;
import org.foedus.protocol.message.Language;

/// The pages, for reading. Where they are for members, everyone else is told how to open them.
final class PageRoutes {
    private static final Portal PORTAL = new Portal();

    private final Door door;
    private final HubOutside outside;
    private final Reading reading;

    PageRoutes(Door door, HubOutside outside, Reading reading) {
        this.door = door;
        this.outside = outside;
        this.reading = reading;
    }

    void register(Switchboard routes) {
        new BrowserRoutes(door, this).register(routes);
        for (var place : Place.values()) {
            inEachLanguage(
                    routes, place.pattern(), (ctx, language) -> answer(ctx, language, place));
        }
        routes.get("/assets/<path>", this::asset);
    }

    /// At the path, in the language that the request likes best; and below each language.
    static void inEachLanguage(
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

    private void answer(Exchange ctx, Language language, Place place) {
        var reader = door.reader(ctx);
        var state = state();
        if (!reader.member() && reading != Reading.PUBLIC && !place.free()) {
            show(
                    ctx.status(401),
                    new Page.SignIn(Page.SignIn.Why.MEMBERS),
                    state,
                    reader,
                    language);
            return;
        }
        var site = new Site(state, outside, reader, ApiReader.shipped());
        var found = site.page(asked(ctx, place));
        var json = found.flatMap(Page::json);
        if (json.isPresent() && wantsJson(ctx)) {
            ctx.status(303).header("Location", json.get()).header("Vary", "Accept");
            return;
        }
        if (found.isEmpty()) {
            show(ctx.status(404), new Page.Missing(ctx.path()), state, reader, language);
        } else {
            show(ctx, found.get(), state, reader, language);
        }
    }

    /// Programs say so; browsers take anything, and HTML before it.
    private static boolean wantsJson(Exchange ctx) {
        var accept = Optional.ofNullable(ctx.header("Accept")).orElse("");
        return accept.contains("application/json") && !accept.contains("text/html");
    }

    private static Asked asked(Exchange ctx, Place place) {
        var query = new TreeMap<String, String>();
        for (var name : Asked.PARAMETERS) {
            var values = ctx.queryParams(name);
            if (!values.isEmpty()) {
                query.put(name, String.join(" ", values));
            }
        }
        return new Asked(place, place.hasId() ? ctx.pathParam("id") : "", query);
    }

    /// A page that needs no state, for whoever asks.
    void show(Exchange ctx, Page page, Language language) {
        show(ctx, page, state(), door.reader(ctx), language);
    }

    private void show(
            Exchange ctx, Page page, AllianceState state, Reader reader, Language language) {
        boolean told = reader.member() || reading == Reading.PUBLIC;
        var root = door.runtime().snapshot().root(state.size());
        var frame =
                new Frame(
                        state.rules().name(),
                        reader.name().orElse(null),
                        false,
                        told ? state.size() : 0,
                        told ? root.hex() : null,
                        "",
                        language);
        ctx.header("Content-Security-Policy", Portal.CONTENT_SECURITY_POLICY)
                .header("Content-Language", language.tag())
                .contentType("text/html; charset=utf-8")
                .result(PORTAL.render(page, frame, door.runtime().now()));
    }

    private AllianceState state() {
        return door.runtime().state();
    }

    private void asset(Exchange ctx) {
        var asset = PORTAL.asset(ctx.pathParam("path"));
        if (asset.isEmpty()) {
            ctx.status(404).result("no such asset");
            return;
        }
        ctx.header("Cache-Control", "public, max-age=31536000, immutable")
                .header("ETag", asset.get().etag());
        if (Door.unchanged(ctx, asset.get().etag())) {
            ctx.status(304);
            return;
        }
        ctx.contentType(asset.get().contentType()).result(asset.get().bytes());
    }
}
