package org.foedus.hub.api;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import org.foedus.protocol.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Whether a value is what a schema of the document says, and holds nothing that it does not name.
public final class SchemaCheck {
    private static final String SCHEMAS = "#/components/schemas/";

    private final JsonNode components;
    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    public SchemaCheck(ApiDocument document) {
        components = document.tree().path("components").deepCopy();
        close(components.path("schemas"));
    }

    /// Readers ignore what they do not know; what a hub answers must all be described.
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.has("properties")
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(SchemaCheck::close);
    }

    /// What is wrong with `value` as a `schema`, by the schema's name.
    public List<String> problems(String schema, JsonNode value) {
        return problems(Json.object().put("$ref", SCHEMAS + schema), value);
    }

    /// What is wrong with `value`, by a schema as it stands in the document.
    public List<String> problems(JsonNode schema, JsonNode value) {
        var whole = Json.object().put("$schema", SpecificationVersion.DRAFT_2020_12.getDialectId());
        whole.set("components", components);
        var list = whole.putArray("allOf");
        list.add(schema);
        return registry.getSchema(whole).validate(value).stream().map(Object::toString).toList();
    }
}
