package org.foedus.hub.api;

import org.foedus.protocol.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Values that fit a schema: the ones that it gives, else made up of what it says.
final class Examples {
    private static final int MAX_DEPTH = 12;
    private static final String VALUE = "value";

    private final ApiDocument document;

    Examples(ApiDocument document) {
        this.document = document;
    }

    /// The example of a body, or one that fits its schema; empty where there is no schema.
    JsonNode of(JsonNode media) {
        return media.has("example") ? media.path("example") : ofSchema(media.path("schema"));
    }

    JsonNode ofSchema(JsonNode schema) {
        return value(schema, 0).path(VALUE);
    }

    /// In an object of its own, so that any kind of value can be carried.
    private ObjectNode value(JsonNode reference, int depth) {
        var schema = document.resolved(reference);
        var holder = Json.object();
        if (schema.path("examples").size() > 0) {
            holder.set(VALUE, schema.path("examples").path(0));
            return holder;
        }
        if (schema.has("const")) {
            holder.set(VALUE, schema.path("const"));
            return holder;
        }
        if (schema.path("enum").size() > 0) {
            holder.set(VALUE, schema.path("enum").path(0));
            return holder;
        }
        switch (schema.path("type").asString("")) {
            case "object" -> object(schema, holder.putObject(VALUE), depth);
            case "array" -> array(schema, holder.putArray(VALUE), depth);
            case "integer" -> holder.put(VALUE, schema.path("minimum").asLong(1));
            case "number" -> holder.put(VALUE, 0.5);
            case "boolean" -> holder.put(VALUE, false);
            default -> holder.put(VALUE, text(schema));
        }
        return holder;
    }

    private void object(JsonNode schema, ObjectNode into, int depth) {
        if (depth > MAX_DEPTH) {
            return;
        }
        schema.path("properties")
                .forEachEntry(
                        (name, property) -> into.set(name, value(property, depth + 1).path(VALUE)));
        var more = schema.path("additionalProperties");
        if (more.isObject()) {
            into.set("brazil-1", value(more, depth + 1).path(VALUE));
        }
    }

    private void array(JsonNode schema, ArrayNode into, int depth) {
        if (depth <= MAX_DEPTH) {
            into.add(value(schema.path("items"), depth + 1).path(VALUE));
        }
    }

    private static String text(JsonNode schema) {
        return switch (schema.path("format").asString("")) {
            case "date-time" -> "2027-01-01T12:00:00Z";
            case "duration" -> "PT24H";
            default -> schema.path("contentEncoding").isString() ? "Zm9lZHVz" : "…";
        };
    }
}
