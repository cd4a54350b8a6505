package org.foedus.hub.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.InvariantViolation;
import org.foedus.protocol.json.Json;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The OpenAPI document of the hub: YAML as it was written, and the same as JSON.
///
/// @param tree its fields in the order in which they were written
public record ApiDocument(Bytes yaml, Bytes json, JsonNode tree) {
    private static final String FILE = "/org/foedus/hub/api/openapi.yaml";
    private static final String REFERENCE = "$ref";

    /// The document that is shipped with this hub, read once.
    public static ApiDocument shipped() {
        return Shipped.DOCUMENT;
    }

    private static final class Shipped {
        private static final ApiDocument DOCUMENT = load();
    }

    private static ApiDocument load() {
        try (var stream = ApiDocument.class.getResourceAsStream(FILE)) {
            if (stream == null) {
                throw new InvariantViolation("not on the class path: " + FILE);
            }
            var yaml = stream.readAllBytes();
            var settings = LoadSettings.builder().setLabel(FILE).build();
            var loaded = new Load(settings).loadFromString(text(yaml));
            if (!(loaded instanceof Map<?, ?> map)) {
                throw new InvariantViolation("no object: " + FILE);
            }
            var tree = object(map);
            return new ApiDocument(Bytes.of(yaml), Bytes.of(Json.write(tree)), tree);
        } catch (IOException e) {
            throw new InvariantViolation("unreadable: " + FILE + ": " + e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static ObjectNode object(Map<?, ?> map) {
        var object = Json.object();
        map.forEach((key, value) -> put(object, key.toString(), value));
        return object;
    }

    private static void put(ObjectNode object, String key, Object value) {
        switch (value) {
            case Map<?, ?> map -> object.set(key, object(map));
            case List<?> list -> fill(object.putArray(key), list);
            case Boolean flag -> object.put(key, flag);
            case Number number -> object.put(key, number.longValue());
            default -> object.put(key, value.toString());
        }
    }

    private static void fill(ArrayNode array, List<?> list) {
        for (var value : list) {
            switch (value) {
                case Map<?, ?> map -> array.add(object(map));
                case List<?> inner -> fill(array.addArray(), inner);
                case Boolean flag -> array.add(flag);
                case Number number -> array.add(number.longValue());
                default -> array.add(value.toString());
            }
        }
    }

    /// As in the header `ETag`, quotes included.
    public String etag() {
        return '"' + Sha256.of(json.array()).shortHex() + '"';
    }

    /// What a node refers to, or the node itself.
    JsonNode resolved(JsonNode node) {
        var reference = node.path(REFERENCE);
        return reference.isString() ? tree.at(reference.asString().substring(1)) : node;
    }

    /// The last part of what a node refers to, empty if it refers to nothing.
    static String referred(JsonNode node) {
        var reference = node.path(REFERENCE).asString("");
        return reference.substring(reference.lastIndexOf('/') + 1);
    }
}
