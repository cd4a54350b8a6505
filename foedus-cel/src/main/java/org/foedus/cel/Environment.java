package org.foedus.cel;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.common.CelOptions;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.policy.Attribute;
import org.foedus.core.policy.ConditionLanguage;

/// What CEL is here: attributes of plans, and the part of the language that they need. Made when
/// the first condition is read: it costs a third of a second.
final class Environment {
    static final int MAX_NESTING = 32;
    static final int MAX_NODES = 500;
    static final int MAX_REGEX = 500;
    private static final int MAX_RECOVERIES = 4;

    private static final StandardFunction[] FUNCTIONS = {
        StandardFunction.LOGICAL_AND,
        StandardFunction.LOGICAL_OR,
        StandardFunction.LOGICAL_NOT,
        StandardFunction.NOT_STRICTLY_FALSE,
        StandardFunction.CONDITIONAL,
        StandardFunction.EQUALS,
        StandardFunction.NOT_EQUALS,
        StandardFunction.LESS,
        StandardFunction.LESS_EQUALS,
        StandardFunction.GREATER,
        StandardFunction.GREATER_EQUALS,
        StandardFunction.IN,
        StandardFunction.ADD,
        StandardFunction.SUBTRACT,
        StandardFunction.MULTIPLY,
        StandardFunction.DIVIDE,
        StandardFunction.MODULO,
        StandardFunction.NEGATE,
        StandardFunction.SIZE,
        StandardFunction.CONTAINS,
        StandardFunction.STARTS_WITH,
        StandardFunction.ENDS_WITH,
        StandardFunction.MATCHES,
        StandardFunction.DURATION,
        StandardFunction.TIMESTAMP,
    };

    /// Names that are called, for spelling.
    static final Set<String> CALLED =
            Set.of(
                    "all",
                    "exists",
                    "exists_one",
                    "size",
                    "contains",
                    "startsWith",
                    "endsWith",
                    "matches",
                    "duration",
                    "timestamp");

    private static final class Made {
        static final CelCompiler COMPILER = compiler();
        static final CelRuntime BRIEF = runtime(true);
        static final CelRuntime WHOLE = runtime(false);
    }

    private Environment() {}

    static CelCompiler compiled() {
        return Made.COMPILER;
    }

    /// Stops at what decides.
    static CelRuntime brief() {
        return Made.BRIEF;
    }

    /// Looks at every part, to show them.
    static CelRuntime whole() {
        return Made.WHOLE;
    }

    static SortedSet<String> attributes() {
        var names = new TreeSet<String>();
        for (var attribute : Attribute.values()) {
            names.add(attribute.label());
        }
        return names;
    }

    private static CelOptions options(boolean shortCircuiting) {
        return CelOptions.current()
                .maxExpressionCodePointSize(ConditionLanguage.MAX_TEXT)
                .maxParseErrorRecoveryLimit(MAX_RECOVERIES)
                .maxParseRecursionDepth(MAX_NESTING)
                .maxParseExpressionNodeCount(MAX_NODES)
                .comprehensionMaxIterations(Cost.MAX)
                .maxRegexProgramSize(MAX_REGEX)
                .populateMacroCalls(true)
                .enableHeterogeneousNumericComparisons(true)
                .enableShortCircuiting(shortCircuiting)
                .build();
    }

    private static CelCompiler compiler() {
        var builder =
                CelCompilerFactory.standardCelCompilerBuilder()
                        .setOptions(options(true))
                        .setStandardEnvironmentEnabled(false)
                        .setStandardDeclarations(
                                CelStandardDeclarations.newBuilder()
                                        .includeFunctions(FUNCTIONS)
                                        .build())
                        .setStandardMacros(
                                CelStandardMacro.ALL,
                                CelStandardMacro.EXISTS,
                                CelStandardMacro.EXISTS_ONE)
                        .setResultType(SimpleType.BOOL);
        for (var attribute : Attribute.values()) {
            builder.addVar(attribute.label(), type(attribute.kind()));
        }
        return builder.build();
    }

    private static CelRuntime runtime(boolean shortCircuiting) {
        return CelRuntimeFactory.plannerRuntimeBuilder()
                .setOptions(options(shortCircuiting))
                .build();
    }

    private static CelType type(Attribute.Kind kind) {
        return switch (kind) {
            case TEXT -> SimpleType.STRING;
            case TEXTS -> ListType.create(SimpleType.STRING);
            case NUMBER -> SimpleType.INT;
            case SPAN -> SimpleType.DURATION;
            case TIME -> SimpleType.TIMESTAMP;
        };
    }
}
