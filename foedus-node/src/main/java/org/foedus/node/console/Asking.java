package org.foedus.node.console;

import io.javalin.http.Context;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.protocol.message.Language;

/// What a request asks for.
///
/// @param path without its language, still encoded
/// @param ticket of the session, empty before there is one
record Asking(Language language, String path, SortedMap<String, String> query, String ticket) {
    /// Longer ones mean nothing here.
    private static final int MAX_PARAMETER = 500;

    static Asking of(Context ctx, String ticket) {
        var query = new TreeMap<String, String>();
        for (var parameter : ctx.queryParamMap().entrySet()) {
            var value = String.join(" ", parameter.getValue());
            if (value.length() <= MAX_PARAMETER) {
                query.put(parameter.getKey(), value);
            }
        }
        return new Asking(language(ctx), path(ctx), query, ticket);
    }

    /// That of the path; where it has none, what the browser likes best.
    static Language language(Context ctx) {
        return inPath(ctx)
                .orElseGet(() -> {
                    ctx.header("Vary", "Accept-Language");
                    return Language.accepted(ctx.header("Accept-Language"));
                });
    }

    private static Optional<Language> inPath(Context ctx) {
        var raw = ctx.req().getRequestURI();
        for (var language : Language.values()) {
            if (raw.equals("/" + language.tag()) || raw.startsWith("/" + language.tag() + "/")) {
                return Optional.of(language);
            }
        }
        return Optional.empty();
    }

    static String path(Context ctx) {
        var raw = ctx.req().getRequestURI();
        var bare = inPath(ctx).map(l -> raw.substring(1 + l.tag().length())).orElse(raw);
        return bare.isEmpty() ? "/" : bare;
    }

    /// The form that came.
    static Map<String, String> form(Context ctx) {
        var fields = new TreeMap<String, String>();
        ctx.formParamMap()
                .forEach((name, values) ->
                        fields.put(name, values.isEmpty() ? "" : values.getFirst()));
        return fields;
    }

    static String decoded(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return language + " " + path;
    }
}
