package org.foedus.cel;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.foedus.core.name.Names;
import org.foedus.core.policy.Attribute;
import org.foedus.core.policy.ConditionLanguage;

/// The most steps that an expression can take, whatever a plan says. A step is about one operation,
/// or 64 characters looked at.
final class Cost {
    /// More is refused where a condition is read.
    static final int MAX = 20_000;

    private static final int CHARACTERS_A_STEP = 64;
    private static final java.util.regex.Pattern SPAN =
            java.util.regex.Pattern.compile("-?([0-9]{1,6}(h|m|s|ms))+");

    /// Not to be used here, or not as it is.
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final long expression;
        private final String expected;

        Refused(CelExpr expression, String expected) {
            this.expression = expression.id();
            this.expected = expected;
        }

        long expression() {
            return expression;
        }

        String expected() {
            return expected;
        }
    }

    /// The largest that something can be.
    ///
    /// @param steps to compute it
    /// @param length characters of a text, elements of a list
    /// @param element length of an element of a list
    private record Bound(long steps, long length, long element) {
        Bound plus(long more) {
            return new Bound(Math.min(steps + more, 2L * MAX), length, element);
        }

        long size() {
            return length * Math.max(1, element);
        }
    }

    private final CelAbstractSyntaxTree tree;
    private final Map<String, Bound> variables = new TreeMap<>();

    private Cost(CelAbstractSyntaxTree tree) {
        this.tree = tree;
        for (var attribute : Attribute.values()) {
            variables.put(attribute.label(), bound(attribute));
        }
    }

    private static Bound bound(Attribute attribute) {
        boolean list = attribute.kind() == Attribute.Kind.TEXTS;
        return new Bound(1, attribute.most(), list ? Names.MAX_LENGTH : 1);
    }

    /// Refuses what can take more than [#MAX] steps, and literals that no evaluation would take.
    static void check(CelAbstractSyntaxTree tree) throws Refused {
        var root = tree.getExpr();
        var bound = new Cost(tree).of(root);
        if (bound.steps > MAX) {
            throw new Refused(
                    root,
                    "can take more than " + MAX + " steps: expected fewer nested all, exists");
        }
    }

    private Bound of(CelExpr expr) throws Refused {
        return switch (expr.getKind()) {
            case CONSTANT -> new Bound(1, length(expr.constant()), 1);
            case IDENT -> variables.getOrDefault(expr.ident().name(), new Bound(1, 1, 1));
            case CALL -> call(expr);
            case LIST -> list(expr);
            case COMPREHENSION -> comprehension(expr);
            case SELECT, STRUCT, MAP, NOT_SET ->
                    throw new Refused(expr, "expected no fields, maps or messages");
        };
    }

    private static long length(CelConstant constant) {
        return constant.getKind() == CelConstant.Kind.STRING_VALUE
                ? constant.stringValue().length()
                : 1;
    }

    private Bound list(CelExpr expr) throws Refused {
        requireOneKind(expr);
        long steps = 1;
        long longest = 1;
        for (var element : expr.list().elements()) {
            var bound = of(element);
            steps += bound.steps;
            longest = Math.max(longest, bound.size());
        }
        return new Bound(steps, expr.list().elements().size(), longest);
    }

    private void requireOneKind(CelExpr expr) throws Refused {
        boolean mixed =
                tree.getTypeOrThrow(expr.id()) instanceof ListType list
                        && list.hasElemType()
                        && list.elemType().equals(SimpleType.DYN);
        if (mixed && !expr.list().elements().isEmpty()) {
            throw new Refused(expr, "expected a list of one kind of values");
        }
    }

    private Bound comprehension(CelExpr expr) throws Refused {
        var loop = expr.comprehension();
        var range = of(loop.iterRange());
        // What is in a list of lists is no longer than the text that spells it out.
        long inner = ofLists(loop.iterRange()) ? ConditionLanguage.MAX_TEXT : 1;
        var element = new Bound(1, range.element, inner);
        var outer = variables.put(loop.iterVar(), element);
        variables.put(loop.accuVar(), new Bound(1, 1, 1));
        long each = of(loop.loopCondition()).steps + of(loop.loopStep()).steps;
        long once = range.steps + of(loop.accuInit()).steps + of(loop.result()).steps;
        if (outer != null) {
            variables.put(loop.iterVar(), outer);
        }
        return new Bound(1, 1, 1).plus(once).plus(Math.min(range.length * each, 2L * MAX));
    }

    private boolean ofLists(CelExpr range) {
        return tree.getTypeOrThrow(range.id()) instanceof ListType list
                && list.hasElemType()
                && list.elemType() instanceof ListType;
    }

    private Bound call(CelExpr expr) throws Refused {
        var call = expr.call();
        var first = new Bound(0, 1, 1);
        var second = first;
        long steps = 1;
        int seen = 0;
        var target = call.target();
        if (target.isPresent()) {
            first = of(target.get());
            steps += first.steps;
            seen++;
        }
        for (var argument : call.args()) {
            var bound = of(argument);
            steps += bound.steps;
            first = seen == 0 ? bound : first;
            second = seen > 0 ? larger(second, bound) : second;
            seen++;
        }
        long work = work(expr, first, second) / CHARACTERS_A_STEP;
        boolean joins = call.function().equals("_+_");
        boolean chooses = call.function().equals("_?_:_");
        long length = joins ? first.length + second.length : chooses ? second.length : 1;
        long element = joins || chooses ? Math.max(first.element, second.element) : 1;
        return new Bound(0, length, element).plus(steps).plus(work);
    }

    private static Bound larger(Bound a, Bound b) {
        return new Bound(a.steps, Math.max(a.length, b.length), Math.max(a.element, b.element));
    }

    /// Characters looked at.
    private static long work(CelExpr expr, Bound first, Bound second) throws Refused {
        return switch (expr.call().function()) {
            case "contains" -> first.size() * second.size();
            case "matches" -> first.size() * programSize(expr);
            case "@in" -> second.size() + second.length * first.size();
            case "duration" -> {
                requireLiteral(expr, "a time such as duration('90m')", SPAN::matcher);
                yield 0;
            }
            case "timestamp" -> {
                requireInstant(expr);
                yield 0;
            }
            default -> first.size() + second.size();
        };
    }

    private static long programSize(CelExpr expr) throws Refused {
        var pattern = literal(expr, "a regular expression in quotes");
        try {
            int size = Pattern.compile(pattern).programSize();
            if (size > Environment.MAX_REGEX) {
                throw new Refused(expr, "expected a smaller regular expression");
            }
            return size;
        } catch (PatternSyntaxException e) {
            throw new Refused(
                    expr, "expected a regular expression (RE2), found: " + e.getDescription());
        }
    }

    private static void requireLiteral(
            CelExpr expr,
            String expected,
            java.util.function.Function<String, java.util.regex.Matcher> form)
            throws Refused {
        if (!form.apply(literal(expr, expected)).matches()) {
            throw new Refused(expr, "expected " + expected);
        }
    }

    private static void requireInstant(CelExpr expr) throws Refused {
        var expected = "a time such as timestamp('2027-03-31T00:00:00Z')";
        try {
            Instant.parse(literal(expr, expected));
        } catch (DateTimeException e) {
            throw new Refused(expr, "expected " + expected);
        }
    }

    /// The last argument, which must be spelt out: what is computed can't be judged beforehand.
    private static String literal(CelExpr expr, String expected) throws Refused {
        var arguments = expr.call().args();
        var last = arguments.isEmpty() ? expr : arguments.get(arguments.size() - 1);
        if (last.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && last.constant().getKind() == CelConstant.Kind.STRING_VALUE) {
            return last.constant().stringValue();
        }
        throw new Refused(expr, "expected " + expected);
    }
}
