package org.foedus.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.Optional;
import java.util.stream.Collectors;
import org.foedus.core.policy.Attribute;

/// Says an expression in plain words where it can, and in CEL where it can't.
final class Wording {
    private final CelAbstractSyntaxTree tree;
    private final String text;

    Wording(CelAbstractSyntaxTree tree, String text) {
        this.tree = tree;
        this.text = text;
    }

    String of(CelExpr expr) {
        if (expr.getKind() != CelExpr.ExprKind.Kind.CALL) {
            return plain(expr);
        }
        var call = expr.call();
        return switch (call.function()) {
            case Expressions.AND ->
                    inner(call.args().get(0), Expressions.OR)
                            + ", and "
                            + inner(call.args().get(1), Expressions.OR);
            case Expressions.OR ->
                    inner(call.args().get(0), Expressions.AND)
                            + ", or "
                            + inner(call.args().get(1), Expressions.AND);
            case Expressions.NOT -> "not (" + of(call.args().get(0)) + ")";
            default -> compared(expr).orElseGet(() -> plain(expr));
        };
    }

    private String inner(CelExpr expr, String other) {
        boolean mixed =
                expr.getKind() == CelExpr.ExprKind.Kind.CALL
                        && expr.call().function().equals(other);
        return mixed ? "(" + of(expr) + ")" : of(expr);
    }

    private String plain(CelExpr expr) {
        return Expressions.text(expr, tree, text);
    }

    /// An attribute beside a value that is spelt out.
    private Optional<String> compared(CelExpr expr) {
        var call = expr.call();
        if (call.target().isPresent() || call.args().size() != 2) {
            return Optional.empty();
        }
        var verb = verb(call.function());
        var subject = subject(call.args().get(0));
        var object = object(call.args().get(1));
        return verb.isPresent() && subject.isPresent() && object.isPresent()
                ? Optional.of(subject.get() + " " + verb.get() + " " + object.get())
                : Optional.empty();
    }

    private static Optional<String> verb(String function) {
        return switch (function) {
            case "_==_", "@in" -> Optional.of("is");
            case "_!=_" -> Optional.of("is not");
            case "_<_" -> Optional.of("is less than");
            case "_<=_" -> Optional.of("is at most");
            case "_>_" -> Optional.of("is more than");
            case "_>=_" -> Optional.of("is at least");
            default -> Optional.empty();
        };
    }

    private static Optional<String> subject(CelExpr expr) {
        if (expr.getKind() != CelExpr.ExprKind.Kind.IDENT) {
            return Optional.empty();
        }
        for (var attribute : Attribute.values()) {
            if (attribute.label().equals(expr.ident().name())) {
                return Optional.of(attribute.words());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> object(CelExpr expr) {
        return switch (expr.getKind()) {
            case CONSTANT -> Optional.of(value(expr.constant()));
            case LIST -> {
                var elements = expr.list().elements();
                boolean spelt =
                        !elements.isEmpty()
                                && elements.stream()
                                        .allMatch(
                                                e -> e.getKind() == CelExpr.ExprKind.Kind.CONSTANT);
                yield spelt
                        ? Optional.of(
                                elements.stream()
                                        .map(e -> value(e.constant()))
                                        .collect(Collectors.joining(" or ")))
                        : Optional.empty();
            }
            case CALL -> time(expr);
            case IDENT, SELECT, STRUCT, MAP, COMPREHENSION, NOT_SET -> Optional.empty();
        };
    }

    /// `duration('2h')` as `2h`.
    private static Optional<String> time(CelExpr expr) {
        var call = expr.call();
        boolean spelt =
                (call.function().equals("duration") || call.function().equals("timestamp"))
                        && call.args().size() == 1
                        && call.args().get(0).getKind() == CelExpr.ExprKind.Kind.CONSTANT;
        return spelt ? Optional.of(value(call.args().get(0).constant())) : Optional.empty();
    }

    private static String value(CelConstant constant) {
        return switch (constant.getKind()) {
            case STRING_VALUE ->
                    constant.stringValue().isEmpty() ? "empty" : constant.stringValue();
            case INT64_VALUE -> Long.toString(constant.int64Value());
            case BOOLEAN_VALUE -> Boolean.toString(constant.booleanValue());
            default -> constant.toString();
        };
    }
}
