package org.foedus.protocol.json;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.partnership.ProgrammeId;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.RunId;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.vote.Fraction;
import org.foedus.core.vote.Majority;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.ProposalId;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;

/// The one JSON mapper: snake_case, sorted map keys, times in ISO 8601, digests in hexadecimal,
/// bytes in base64. What it writes is canonical: the same value gives the same bytes.
public final class Json {
    public static final int MAX_DEPTH = 20;
    public static final int MAX_STRING = 1 << 20;
    public static final long MAX_DOCUMENT = 64L << 20;

    private static final JsonMapper MAPPER = build();

    private static final Pattern PACKAGE =
            Pattern.compile("(?:[a-z][a-z0-9_]*\\.)+(?=[A-Z])(?:[A-Z]\\w*\\$)*");

    private Json() {}

    private static JsonMapper build() {
        var constraints =
                StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(MAX_STRING)
                        .maxDocumentLength(MAX_DOCUMENT)
                        .maxNumberLength(40)
                        .build();
        var factory = JsonFactory.builder().streamReadConstraints(constraints).build();
        return JsonMapper.builder(factory)
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
                .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .annotationIntrospector(new AllRequired())
                .withCoercionConfig(LogicalType.Textual, Json::textsOnly)
                .changeDefaultNullHandling(n -> n.withContentNulls(Nulls.FAIL))
                .changeDefaultPropertyInclusion(i ->
                        i.withValueInclusion(
                                com.fasterxml.jackson.annotation.JsonInclude.Include.NON_ABSENT))
                .addModule(values())
                .addMixIn(Matter.class, MatterForm.class)
                .build();
    }

    /// What a proposal would do: an object whose `type` is the name of its record.
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Matter.Suspend.class, name = "suspend"),
        @JsonSubTypes.Type(value = Matter.Reinstate.class, name = "reinstate"),
        @JsonSubTypes.Type(value = Matter.Expel.class, name = "expel"),
        @JsonSubTypes.Type(value = Matter.Amend.class, name = "amend"),
        @JsonSubTypes.Type(value = Matter.Issue.class, name = "issue"),
        @JsonSubTypes.Type(value = Matter.Release.class, name = "release"),
        @JsonSubTypes.Type(value = Matter.Federate.class, name = "federate"),
        @JsonSubTypes.Type(value = Matter.Recover.class, name = "recover"),
        @JsonSubTypes.Type(value = Matter.Resolve.class, name = "resolve")
    })
    private interface MatterForm {}

    /// Every component must be there, also a number; but an Optional may be left out.
    private static final class AllRequired extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
            return member.getRawType() != Optional.class;
        }
    }

    private static void textsOnly(MutableCoercionConfig text) {
        text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    private static SimpleModule values() {
        var module = new SimpleModule("foedus");
        text(module, Sha256.class, Sha256::hex, Sha256::new);
        text(module, PublicKey.class, PublicKey::hex, PublicKey::new);
        text(module, MemberId.class, MemberId::value, MemberId::new);
        text(module, NodeId.class, NodeId::value, NodeId::new);
        text(module, MandateId.class, MandateId::value, MandateId::new);
        text(module, RunId.class, RunId::value, RunId::new);
        text(module, WorkItemId.class, WorkItemId::value, WorkItemId::new);
        text(module, ProposalId.class, ProposalId::value, ProposalId::new);
        text(module, PartnershipId.class, PartnershipId::value, PartnershipId::new);
        text(module, ProgrammeId.class, ProgrammeId::value, ProgrammeId::new);
        text(module, CommuniqueId.class, CommuniqueId::value, CommuniqueId::new);
        text(module, Fraction.class, Fraction::toString, Fraction::parse);
        text(module, Majority.class, Majority::toString, Majority::parse);
        text(module, Bytes.class, b -> Base64.getEncoder().encodeToString(b.array()), Json::base64);
        text(module, Instant.class, Instant::toString, Instant::parse);
        text(module, Duration.class, Duration::toString, Duration::parse);
        module.addDeserializer(double.class, new FiniteNumber());
        module.addDeserializer(Double.class, new FiniteNumber());
        return module;
    }

    /// A number, not the text "NaN" nor one past the largest.
    private static final class FiniteNumber extends ValueDeserializer<Double> {
        @Override
        public Double deserialize(JsonParser in, DeserializationContext ctx) {
            if (!in.currentToken().isNumeric() || !Double.isFinite(in.getDoubleValue())) {
                throw notA(Double.class, "expected a finite number", null);
            }
            return in.getDoubleValue();
        }
    }

    private static <T> void text(
            SimpleModule module,
            Class<T> type,
            Function<T, String> print,
            Function<String, T> parse) {
        module.addSerializer(
                type,
                new ValueSerializer<T>() {
                    @Override
                    public void serialize(T value, JsonGenerator out, SerializationContext ctx) {
                        out.writeString(print.apply(value));
                    }
                });
        module.addKeySerializer(
                type,
                new ValueSerializer<T>() {
                    @Override
                    public void serialize(T value, JsonGenerator out, SerializationContext ctx) {
                        out.writeName(print.apply(value));
                    }
                });
        module.addDeserializer(
                type,
                new ValueDeserializer<T>() {
                    @Override
                    public T deserialize(JsonParser in, DeserializationContext ctx) {
                        if (!in.hasToken(JsonToken.VALUE_STRING)) {
                            throw notA(type, "expected a text", null);
                        }
                        return read(in.getString(), type, parse);
                    }
                });
        module.addKeyDeserializer(
                type,
                new KeyDeserializer() {
                    @Override
                    public Object deserializeKey(String key, DeserializationContext ctx) {
                        return read(key, type, parse);
                    }
                });
    }

    private static <T> T read(String text, Class<T> type, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw notA(type, e.getMessage(), e);
        }
    }

    private static FoedusException notA(
            Class<?> type, @Nullable String why, @Nullable Throwable cause) {
        return new FoedusException(
                ErrorCode.BAD_FORMAT,
                "not a " + type.getSimpleName().toLowerCase(Locale.ROOT) + ": " + why,
                cause);
    }

    /// The one base64 text of some bytes: padded, and without bits that nobody reads.
    private static Bytes base64(String text) {
        var bytes = Base64.getDecoder().decode(text);
        if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
            throw new IllegalArgumentException("not in canonical base64");
        }
        return Bytes.of(bytes);
    }

    /// Compact bytes, without a line feed.
    public static byte[] write(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    public static String text(Object value) {
        return new String(write(value), StandardCharsets.UTF_8);
    }

    /// For people.
    public static String pretty(byte[] json) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree(json));
    }

    /// Reads a value; anything unexpected is `BAD_FORMAT` and says where.
    public static <T> T read(byte[] json, Class<T> type) {
        return some(translated(() -> Optional.ofNullable(MAPPER.readValue(json, type))));
    }

    public static JsonNode tree(byte[] json) {
        return translated(() -> MAPPER.readTree(json));
    }

    static <T> T convert(JsonNode node, Class<T> type) {
        return some(translated(() -> Optional.ofNullable(MAPPER.treeToValue(node, type))));
    }

    /// `null` is a JSON text, but no value.
    private static <T> T some(Optional<T> value) {
        return value.orElseThrow(
                () -> new FoedusException(ErrorCode.BAD_FORMAT, "not the JSON expected: null"));
    }

    static ObjectNode object(Object value) {
        return (ObjectNode) MAPPER.valueToTree(value);
    }

    /// An empty object to fill.
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    private static <T> T translated(java.util.function.Supplier<T> body) {
        try {
            return body.get();
        } catch (JacksonException e) {
            if (e.getCause() instanceof FoedusException cause) {
                throw cause;
            }
            throw new FoedusException(
                    ErrorCode.BAD_FORMAT,
                    "not the JSON expected: " + withoutPackages(e.getOriginalMessage()),
                    e);
        }
    }

    /// The reader's own words, but for where its classes and ours lie.
    private static String withoutPackages(String message) {
        return PACKAGE.matcher(message).replaceAll("");
    }
}
