package org.foedus.portal;

import java.util.List;
import java.util.Map;

/// A description of an API to test with.
final class ApiSamples {
    private ApiSamples() {}

    /// Parts of it, by their names.
    static Map<String, Page> usual() {
        var usual = api("getHub", "What the hub says of itself; `code`, **strong**");
        var evil = api(Samples.EVIL, Samples.EVIL);
        var nothing = new ApiView.Type("", null, "");
        return Map.of(
                "apiroutes", new Page.ApiRoutes(usual.groups().getFirst()),
                "empty-apiroutes", new Page.ApiRoutes(new ApiView.Group("", "", List.of())),
                "evil-apiroutes", new Page.ApiRoutes(evil.groups().getFirst()),
                "apischema", schema(usual),
                "empty-apischema",
                        new Page.ApiSchema(
                                new ApiView.Schema("", List.of(), nothing, List.of(), ""),
                                List.of()),
                "evil-apischema", schema(evil));
    }

    private static Page schema(ApiView api) {
        var name = api.groups().getFirst().name();
        return new Page.ApiSchema(
                api.schemas().getFirst(),
                List.of(
                        new ApiView.User("GET /api/v1/hub", name, name),
                        new ApiView.User(name, name, "")));
    }

    static ApiView api(String name, String text) {
        var type = new ApiView.Type("list of ", name, "");
        var body = new ApiView.Body(name, type, text);
        var operation =
                new ApiView.Operation(
                        name,
                        "GET",
                        "/api/v1/hub",
                        text,
                        List.of(text),
                        true,
                        List.of(new ApiView.Parameter(name, "query", type, true, text)),
                        body,
                        List.of(
                                new ApiView.Response("200", text, body),
                                new ApiView.Response("204", text, null)),
                        text);
        var property = new ApiView.Property(name, type, false, text);
        return new ApiView(
                text,
                List.of(text),
                List.of(new ApiView.Group(name, text, List.of(operation))),
                List.of(new ApiView.Schema(name, List.of(text), type, List.of(property), text)));
    }
}
