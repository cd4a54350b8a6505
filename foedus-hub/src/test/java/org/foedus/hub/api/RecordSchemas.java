package org.foedus.hub.api;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.vote.Fraction;
import org.foedus.core.vote.Majority;
import org.foedus.protocol.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The schemas that records have as JSON, without a word of description: what the document must
/// agree with.
public final class RecordSchemas {
    private static final String SCHEMAS = "#/components/schemas/";

    private final SortedMap<String, ObjectNode> schemas = new TreeMap<>();

    /// Of these records and of all that they hold, by simple name.
    public static SortedMap<String, ObjectNode> of(Collection<Class<?>> records) {
        var all = new RecordSchemas();
        records.forEach(all::add);
        return all.schemas;
    }

    private void add(Class<?> record) {
        if (schemas.containsKey(record.getSimpleName())) {
            return;
        }
        var schema = Json.object().put("type", "object");
        schemas.put(record.getSimpleName(), schema);
        var properties = schema.putObject("properties");
        var required = schema.putArray("required");
        for (var component : record.getRecordComponents()) {
            var name = snake(component);
            properties.set(name, type(component.getGenericType()));
            if (component.getType() != Optional.class) {
                required.add(name);
            }
        }
    }

    private static String snake(RecordComponent component) {
        return component
                .getName()
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
                .toLowerCase(Locale.ROOT);
    }

    private ObjectNode type(Type type) {
        if (type instanceof ParameterizedType generic) {
            var raw = (Class<?>) generic.getRawType();
            var arguments = generic.getActualTypeArguments();
            if (raw == Optional.class) {
                return type(arguments[0]);
            }
            if (Map.class.isAssignableFrom(raw)) {
                var map = Json.object().put("type", "object");
                map.set("additionalProperties", type(arguments[1]));
                return map;
            }
            var list = Json.object().put("type", "array");
            list.set("items", type(arguments[0]));
            return list;
        }
        return plain((Class<?>) type);
    }

    private ObjectNode plain(Class<?> type) {
        var name = type.getSimpleName();
        if (type == Sha256.class || type == PublicKey.class || type == Bytes.class) {
            return reference(name);
        }
        if (name.endsWith("Id")) {
            return reference(name);
        }
        if (type == JsonNode.class) {
            return reference("Envelope");
        }
        if (type == Instant.class) {
            return Json.object().put("type", "string").put("format", "date-time");
        }
        if (type == Duration.class) {
            return Json.object().put("type", "string").put("format", "duration");
        }
        if (type == long.class || type == Long.class) {
            return Json.object().put("type", "integer").put("format", "int64");
        }
        if (type == int.class || type == Integer.class) {
            return Json.object().put("type", "integer");
        }
        if (type == double.class || type == Double.class) {
            return Json.object().put("type", "number");
        }
        if (type == boolean.class || type == Boolean.class) {
            return Json.object().put("type", "boolean");
        }
        if (type == String.class || type == Fraction.class || type == Majority.class) {
            return Json.object().put("type", "string");
        }
        if (type.isEnum()) {
            var values = Json.object().put("type", "string");
            Arrays.stream(type.getEnumConstants())
                    .map(v -> v.toString().toLowerCase(Locale.ROOT))
                    .forEach(values.putArray("enum")::add);
            return values;
        }
        if (type.isRecord()) {
            add(type);
            return reference(name);
        }
        throw new AssertionError("no schema for " + type);
    }

    private static ObjectNode reference(String name) {
        return Json.object().put("$ref", SCHEMAS + name);
    }

    /// What of a schema of the document a record says, too: the shape without the words.
    public static JsonNode shape(JsonNode schema) {
        if (schema instanceof ArrayNode array) {
            var shapes = Json.object().putArray("shapes");
            array.forEach(item -> shapes.add(shape(item)));
            return shapes;
        }
        if (!(schema instanceof ObjectNode object)) {
            return schema;
        }
        var shape = Json.object();
        for (var key : Set.of("$ref", "type", "format", "enum", "required")) {
            if (object.has(key)) {
                shape.set(key, object.get(key));
            }
        }
        for (var key : Set.of("items", "additionalProperties")) {
            if (object.has(key)) {
                shape.set(key, shape(object.get(key)));
            }
        }
        if (object.has("properties")) {
            var properties = shape.putObject("properties");
            object.get("properties")
                    .forEachEntry((name, value) -> properties.set(name, shape(value)));
        }
        return shape;
    }
}
