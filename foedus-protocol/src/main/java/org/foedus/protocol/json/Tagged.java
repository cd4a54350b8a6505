package org.foedus.protocol.json;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A sealed family of records as JSON objects with a `type` of the form `name/version`.
final class Tagged<T> {
    static final String TYPE = "type";

    private static final Pattern FORM = Pattern.compile("[a-z][a-z-]{0,39}/[1-9][0-9]{0,2}");

    private final Map<String, Class<? extends T>> byTag;
    private final Map<Class<?>, String> byClass;

    private Tagged(Map<String, Class<? extends T>> byTag, Map<Class<?>, String> byClass) {
        this.byTag = byTag;
        this.byClass = byClass;
    }

    /// The family of `sealed`'s permitted records: `RoundOpened` is `round-opened/1`.
    static <T> Tagged<T> family(Class<T> sealed) {
        var byTag = new TreeMap<String, Class<? extends T>>();
        var byClass = new java.util.HashMap<Class<?>, String>();
        for (var permitted : records(sealed)) {
            var tag = kebab(permitted.getSimpleName()) + "/1";
            byTag.put(tag, permitted.asSubclass(sealed));
            byClass.put(permitted, tag);
        }
        return new Tagged<>(byTag, byClass);
    }

    /// The records under a sealed interface, also those under sealed interfaces in it.
    static java.util.List<Class<?>> records(Class<?> sealed) {
        var records = new java.util.ArrayList<Class<?>>();
        for (var permitted : sealed.getPermittedSubclasses()) {
            if (permitted.isSealed()) {
                records.addAll(records(permitted));
            } else {
                records.add(permitted);
            }
        }
        return records;
    }

    static String kebab(String camel) {
        return camel.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(java.util.Locale.ROOT);
    }

    String tag(Object value) {
        return java.util.Objects.requireNonNull(byClass.get(value.getClass()));
    }

    ObjectNode write(T value) {
        var node = Json.object(value);
        node.put(TYPE, tag(value));
        return node;
    }

    /// Reads what nobody else holds: `node` loses its type.
    T read(JsonNode node) {
        if (!(node instanceof ObjectNode object) || !object.path(TYPE).isString()) {
            throw new FoedusException(
                    ErrorCode.BAD_FORMAT,
                    "expected a JSON object with a type, found " + kind(node));
        }
        var tag = object.path(TYPE).asString();
        var type = byTag.get(tag);
        if (type == null) {
            throw new FoedusException(
                    ErrorCode.BAD_FORMAT,
                    "unknown type '" + tag.substring(0, Math.min(40, tag.length())) + "'");
        }
        object.remove(TYPE);
        return Json.convert(object, type);
    }

    /// A well-formed type that no record here has.
    Optional<String> unknown(JsonNode node) {
        var tag = node.path(TYPE).asString("");
        return FORM.matcher(tag).matches() && !byTag.containsKey(tag)
                ? Optional.of(tag)
                : Optional.empty();
    }

    private static String kind(JsonNode node) {
        return node.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
    }
}
