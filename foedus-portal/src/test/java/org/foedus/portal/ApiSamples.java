package org.foedus.portal;

import java.util.List;

/// A description of an API to test with.
final class ApiSamples {
    private ApiSamples() {}

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
