package org.foedus.hub.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.foedus.portal.ApiView;
import org.foedus.protocol.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Makes the page for readers of the document.
public final class ApiReader {
    private static final List<String> METHODS = List.of("get", "post", "patch", "head");
    private static final String DESCRIPTION = "description";
    private static final String JSON = "application/json";

    private final ApiDocument document;
    private final Examples examples;

    /// What people read of the shipped document, made once.
    public static ApiView shipped() {
        return Shipped.VIEW;
    }

    private static final class Shipped {
        private static final ApiView VIEW = new ApiReader(ApiDocument.shipped()).view();
    }

    public ApiReader(ApiDocument document) {
        this.document = document;
        this.examples = new Examples(document);
    }

    public ApiView view() {
        var info = document.tree().path("info");
        var groups = new ArrayList<ApiView.Group>();
        for (var tag : document.tree().path("tags")) {
            var name = tag.path("name").asString();
            groups.add(new ApiView.Group(name, heading(tag), operations(name)));
        }
        var schemas = new ArrayList<ApiView.Schema>();
        var all = document.tree().at("/components/schemas");
        for (var name : new TreeSet<>(all.propertyNames())) {
            schemas.add(schema(name, all.path(name)));
        }
        return new ApiView(info.path("title").asString(), paragraphs(text(info)), groups, schemas);
    }

    private List<ApiView.Operation> operations(String tag) {
        var found = new ArrayList<ApiView.Operation>();
        document.tree()
                .path("paths")
                .forEachEntry((path, item) -> {
                    for (var method : METHODS) {
                        var operation = item.path(method);
                        if (operation.path("tags").path(0).asString("").equals(tag)) {
                            found.add(operation(method.toUpperCase(Locale.ROOT), path, operation));
                        }
                    }
                });
        return found;
    }

    private ApiView.Operation operation(String method, String path, JsonNode operation) {
        var security = operation.path("security");
        boolean open = security.isArray() && security.isEmpty();
        var parameters = new ArrayList<ApiView.Parameter>();
        for (var reference : operation.path("parameters")) {
            var parameter = document.resolved(reference);
            parameters.add(
                    new ApiView.Parameter(
                            parameter.path("name").asString(),
                            parameter.path("in").asString(),
                            type(parameter.path("schema")),
                            parameter.path("required").asBoolean(false),
                            text(parameter)));
        }
        var responses = new ArrayList<ApiView.Response>();
        operation
                .path("responses")
                .forEachEntry((status, reference) -> {
                    var response = document.resolved(reference);
                    responses.add(
                            new ApiView.Response(
                                    status.equals("default") ? "else" : status,
                                    text(response),
                                    body(response.path("content"))));
                });
        var request = body(document.resolved(operation.path("requestBody")).path("content"));
        return new ApiView.Operation(
                operation.path("operationId").asString(),
                method,
                path,
                operation.path("summary").asString(),
                paragraphs(text(operation)),
                open,
                parameters,
                request,
                responses,
                curl(method, path, open, request));
    }

    private ApiView.@Nullable Body body(JsonNode content) {
        var types = content.propertyNames().iterator();
        if (!types.hasNext()) {
            return null;
        }
        var mediaType = types.next();
        var media = content.path(mediaType);
        var example = mediaType.equals(JSON) ? examples.of(media) : media.path("example");
        return new ApiView.Body(
                mediaType,
                media.has("schema") ? type(media.path("schema")) : null,
                example.isMissingNode() ? null : Json.pretty(Json.write(example)));
    }

    private static String curl(
            String method, String path, boolean open, ApiView.@Nullable Body request) {
        var line = new StringBuilder("curl");
        switch (method) {
            case "HEAD" -> line.append(" --head");
            case "PATCH" -> line.append(" -X PATCH -H \"Upload-Offset: 0\"");
            default -> {
                // GET, and POST by its body
            }
        }
        if (!open) {
            line.append(" -H \"Authorization: Bearer $TOKEN\"");
        }
        if (request != null) {
            line.append(" -H \"Content-Type: ").append(request.mediaType()).append('"');
            line.append(
                    request.mediaType().equals(JSON)
                            ? " --data @request.json"
                            : " --data-binary @part");
        } else if (method.equals("POST")) {
            line.append(" -X POST");
        }
        return line.append(" \"$HUB").append(path).append('"').toString();
    }

    private ApiView.Schema schema(String name, JsonNode schema) {
        var required = new TreeSet<String>();
        schema.path("required").forEach(r -> required.add(r.asString()));
        var properties = new ArrayList<ApiView.Property>();
        schema.path("properties")
                .forEachEntry((property, value) ->
                        properties.add(
                                new ApiView.Property(
                                        property,
                                        type(value),
                                        required.contains(property),
                                        value.has(DESCRIPTION)
                                                ? text(value)
                                                : text(document.resolved(value)))));
        return new ApiView.Schema(
                name,
                paragraphs(text(schema)),
                type(schema),
                properties,
                Json.pretty(Json.write(examples.ofSchema(schema))));
    }

    private ApiView.Type type(JsonNode schema) {
        var referred = ApiDocument.referred(schema);
        if (!referred.isEmpty()) {
            return new ApiView.Type("", referred, "");
        }
        if (schema.path("enum").size() > 0) {
            var values = new ArrayList<String>();
            schema.path("enum").forEach(v -> values.add(v.asString()));
            return new ApiView.Type(String.join(" | ", values), null, "");
        }
        if (schema.path("type").asString("").equals("array")) {
            var items = type(schema.path("items"));
            return new ApiView.Type("list of " + items.before(), items.schema(), items.after());
        }
        if (schema.path("additionalProperties").isObject()) {
            var values = type(schema.path("additionalProperties"));
            return new ApiView.Type("map to " + values.before(), values.schema(), values.after());
        }
        var format = schema.path("format").asString("");
        var base = schema.path("type").asString("any");
        return new ApiView.Type(format.isEmpty() ? base : base + ", " + format, null, "");
    }

    private static String heading(JsonNode node) {
        var text = text(node);
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private static String text(JsonNode node) {
        return node.path(DESCRIPTION).asString("").strip();
    }

    private static List<String> paragraphs(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("\n\n+"));
    }
}
