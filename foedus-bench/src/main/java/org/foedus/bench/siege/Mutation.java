package org.foedus.bench.siege;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.foedus.protocol.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Spoils values, JSON and bytes; the same seed spoils the same way.
final class Mutation {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEEP = 64;
    private static final int LONG = 70_000;

    private static final List<String> TEXTS =
            List.of(
                    "",
                    "0",
                    "-1",
                    "1",
                    "NaN",
                    "true",
                    "null",
                    "9223372036854775807",
                    "9223372036854775808",
                    "1e400",
                    "brazil",
                    "china",
                    "clothes-1",
                    "../../etc/passwd",
                    "..%2f..%2f",
                    "%00",
                    "%",
                    "a b",
                    "<script>",
                    "' OR 1=1 --",
                    "\u202e\u200f",
                    "\u061c\u3164",
                    "\ud83d\ude00",
                    "\ud800",
                    "0".repeat(64),
                    "f".repeat(64),
                    "F".repeat(64),
                    "x".repeat(300));

    private static final List<String> BYTES =
            List.of(
                    "\r\n",
                    "\r\n\r\n",
                    "\n",
                    "\0",
                    ":",
                    " ",
                    "Transfer-Encoding: chunked\r\n",
                    "Transfer-Encoding: chunked, identity\r\n",
                    "Content-Length: 5\r\n",
                    "Content-Length: -1\r\n",
                    "Content-Length: 99999999999999999999\r\n",
                    "Expect: 100-continue\r\n",
                    "Host: a\r\nHost: b\r\n",
                    "Range: bytes=0-,5-1,-\r\n",
                    "Accept-Encoding: gzip, br;q=9\r\n",
                    "Accept-Language: " + "x,".repeat(200) + "\r\n",
                    "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n",
                    "FFFFFFFFFFFFFFFF\r\n",
                    "-1\r\n",
                    "0;x=y\r\n",
                    "HTTP/9.9",
                    "\u00ff\u00fe");

    private final Random random;

    Mutation(Random random) {
        this.random = random;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    String text() {
        return any(TEXTS);
    }

    /// The value with one of its inner values, or itself, replaced.
    JsonNode spoil(JsonNode node) {
        if (node instanceof ObjectNode object && !object.isEmpty() && !oneIn(8)) {
            var copy = object.deepCopy();
            var name = any(new ArrayList<>(copy.propertyNames()));
            switch (below(8)) {
                case 0 -> copy.remove(name);
                case 1 -> copy.set(text(), value());
                default -> copy.set(name, spoil(copy.path(name)));
            }
            return copy;
        }
        if (node instanceof ArrayNode array && !array.isEmpty() && !oneIn(4)) {
            var copy = array.deepCopy();
            int at = below(copy.size());
            if (oneIn(4)) {
                copy.add(copy.get(at));
            } else {
                copy.set(at, spoil(copy.get(at)));
            }
            return copy;
        }
        return value();
    }

    private JsonNode value() {
        return switch (below(12)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(true);
            case 2 -> NODES.numberNode(-1);
            case 3 -> NODES.numberNode(Long.MAX_VALUE);
            case 4 -> NODES.numberNode(1e300);
            case 5 -> NODES.arrayNode();
            case 6 -> NODES.objectNode();
            case 7 -> NODES.stringNode("x".repeat(LONG));
            case 8 -> deep();
            default -> NODES.stringNode(text());
        };
    }

    private static JsonNode deep() {
        JsonNode node = NODES.arrayNode();
        for (int i = 0; i < DEEP; i++) {
            node = NODES.arrayNode().add(node);
        }
        return node;
    }

    /// What the schema asks for, more or less.
    JsonNode like(JsonNode document, JsonNode schema, int depth) {
        if (schema.has("$ref")) {
            var pointer = schema.path("$ref").asString().substring(1);
            return depth > 8 ? NODES.nullNode() : like(document, document.at(pointer), depth + 1);
        }
        var choices = schema.has("oneOf") ? schema.path("oneOf") : schema.path("anyOf");
        if (!choices.isEmpty()) {
            return like(document, choices.get(below(choices.size())), depth + 1);
        }
        if (schema.path("enum").isArray()) {
            return schema.path("enum").get(below(schema.path("enum").size()));
        }
        if (schema.has("properties")) {
            var object = NODES.objectNode();
            for (var property : schema.path("properties").properties()) {
                object.set(property.getKey(), like(document, property.getValue(), depth + 1));
            }
            return object;
        }
        return switch (schema.path("type").asString("string")) {
            case "array" -> NODES.arrayNode().add(like(document, schema.path("items"), depth + 1));
            case "integer", "number" -> NODES.numberNode(below(1000) - 1);
            case "boolean" -> NODES.booleanNode(oneIn(2));
            case "object" -> NODES.objectNode();
            default -> NODES.stringNode(text());
        };
    }

    /// JSON as bytes, now and then broken.
    byte[] bytes(JsonNode json) {
        var bytes = Json.write(json);
        return oneIn(5) ? spoil(bytes) : bytes;
    }

    byte[] spoil(byte[] bytes) {
        var spoiled = bytes.clone();
        for (int i = below(6); i >= 0; i--) {
            spoiled = spoilOnce(spoiled);
        }
        return spoiled;
    }

    private byte[] spoilOnce(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        int at = below(bytes.length + 1);
        int end = Math.min(bytes.length, at + below(16));
        out.write(bytes, 0, at);
        switch (below(5)) {
            case 0 -> out.write(below(256));
            case 1 -> out.writeBytes(RawClient.ascii(any(BYTES)));
            case 2 -> out.write(bytes, at, end - at);
            case 3 -> at = end;
            default -> {
                out.write(below(256));
                at = Math.min(bytes.length, at + 1);
            }
        }
        out.write(bytes, at, bytes.length - at);
        return out.toByteArray();
    }
}
