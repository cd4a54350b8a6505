package org.foedus.hub.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.api.Views;
import org.foedus.protocol.json.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ApiDocumentTest {
    /// Schemas that no record of ours has the shape of.
    private static final List<String> OTHERS =
            List.of(
                    "Sha256",
                    "PublicKey",
                    "Bytes",
                    "MemberId",
                    "NodeId",
                    "RunId",
                    "MandateId",
                    "ProposalId",
                    "PartnershipId",
                    "ProgrammeId",
                    "CommuniqueId",
                    "WorkItemId",
                    "Envelope");

    private final ApiDocument document = ApiDocument.shipped();
    private final JsonNode schemas = document.tree().at("/components/schemas");

    static List<Class<?>> records() {
        var records = new ArrayList<Class<?>>();
        for (var family : List.of(Api.class, Views.class)) {
            Arrays.stream(family.getDeclaredClasses())
                    .filter(Class::isRecord)
                    .forEach(records::add);
        }
        return records;
    }

    @Test
    void everyRecordOfTheApiHasASchemaOfItsShape() {
        var expected = RecordSchemas.of(records());
        for (var schema : expected.entrySet()) {
            var written = RecordSchemas.shape(schemas.path(schema.getKey()));
            assertThat(sorted(written))
                    .as(schema.getKey() + ": " + Json.text(schema.getValue()))
                    .isEqualTo(sorted(enumless(schema.getValue(), written)));
        }
        var names = new TreeSet<>(expected.keySet());
        names.addAll(OTHERS);
        assertThat(new TreeSet<>(schemas.propertyNames())).isEqualTo(names);
    }

    /// The document may say more of a text than the record: which values it takes.
    private static JsonNode enumless(ObjectNode record, JsonNode written) {
        written.path("properties")
                .forEachEntry((name, property) -> {
                    var ours = record.path("properties").path(name);
                    if (property.has("enum")
                            && ours instanceof ObjectNode own
                            && own.path("type").asString("").equals("string")
                            && !own.has("enum")) {
                        own.set("enum", property.get("enum"));
                    }
                });
        return record;
    }

    /// Lists of names and of values in one order.
    private static String sorted(JsonNode schema) {
        var copy = schema.deepCopy();
        sort(copy);
        return Json.pretty(Json.write(Json.tree(Json.write(copy))));
    }

    private static void sort(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (var key : List.of("required", "enum")) {
                var values = new TreeSet<String>();
                object.path(key).forEach(v -> values.add(v.asString()));
                if (!values.isEmpty()) {
                    var array = object.putArray(key);
                    values.forEach(array::add);
                }
            }
            var fields = new TreeSet<>(object.propertyNames());
            for (var field : fields) {
                var value = object.remove(field);
                sort(value);
                object.set(field, value);
            }
        }
    }

    @Test
    void everyReferenceLeadsSomewhereAndEverySchemaIsReferredTo() {
        var referred = new TreeSet<String>();
        references(document.tree(), referred);
        assertThat(referred)
                .allSatisfy(r ->
                        assertThat(document.tree().at(r.substring(1)).isMissingNode())
                                .as(r)
                                .isFalse());
        var unused = new TreeSet<>(schemas.propertyNames());
        referred.forEach(r -> unused.remove(r.substring(r.lastIndexOf('/') + 1)));
        // Payloads of envelopes, which no reference can name.
        unused.removeAll(List.of("Statement", "Login"));
        assertThat(unused).isEmpty();
    }

    private static void references(JsonNode node, Set<String> into) {
        if (node.path("$ref").isString()) {
            into.add(node.path("$ref").asString());
        }
        node.forEach(child -> references(child, into));
    }

    @Test
    void everyOperationIsDescribedAndNamedOnce() {
        var ids = new ArrayList<String>();
        document.tree()
                .path("paths")
                .forEachEntry((path, item) ->
                        item.forEachEntry((method, operation) -> {
                            var where = method + " " + path;
                            ids.add(operation.path("operationId").asString(""));
                            assertThat(operation.path("summary").asString(""))
                                    .as(where)
                                    .isNotBlank();
                            assertThat(operation.path("tags").size()).as(where).isEqualTo(1);
                            operation
                                    .path("responses")
                                    .forEach(r ->
                                            assertThat(
                                                            document.resolved(r)
                                                                    .path("description")
                                                                    .asString(""))
                                                    .as(where)
                                                    .isNotBlank());
                            operation
                                    .path("parameters")
                                    .forEach(p ->
                                            assertThat(
                                                            document.resolved(p)
                                                                    .path("description")
                                                                    .asString(""))
                                                    .as(where)
                                                    .isNotBlank());
                        }));
        assertThat(ids).doesNotContain("").doesNotHaveDuplicates();
    }

    @Test
    void theReaderShowsEveryOperationWithACommandAndEveryExampleFits() {
        var view = new ApiReader(document).view();
        var shown = view.groups().stream().mapToInt(g -> g.operations().size()).sum();
        int described = 0;
        for (var item : document.tree().path("paths")) {
            described += item.size();
        }
        assertThat(shown).isEqualTo(described).isGreaterThan(20);
        var validity = new SchemaCheck(document);
        for (var schema : view.schemas()) {
            if (!schema.properties().isEmpty()) {
                assertThat(validity.problems(schema.name(), Json.tree(bytes(schema.example()))))
                        .as(schema.name())
                        .isEmpty();
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
