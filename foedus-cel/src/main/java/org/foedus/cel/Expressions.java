package org.foedus.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.parser.CelUnparserFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.policy.Attribute;

/// Walks over checked expressions.
final class Expressions {
    static final String AND = "_&&_";
    static final String OR = "_||_";
    static final String NOT = "!_";
    static final String CHOICE = "_?_:_";

    private Expressions() {}

    /// What `&&`, `||`, `!` and `?:` join, from left to right.
    static List<CelExpr> comparisons(CelExpr root) {
        var found = new ArrayList<CelExpr>();
        collect(root, found);
        return found;
    }

    private static void collect(CelExpr expr, List<CelExpr> found) {
        if (joins(expr)) {
            expr.call().args().forEach(a -> collect(a, found));
        } else {
            found.add(expr);
        }
    }

    private static boolean joins(CelExpr expr) {
        return expr.getKind() == CelExpr.ExprKind.Kind.CALL
                && switch (expr.call().function()) {
                    case AND, OR, NOT, CHOICE -> true;
                    default -> false;
                };
    }

    /// Attributes that an expression looks at.
    static SortedSet<Attribute> attributes(CelExpr root) {
        var found = new TreeSet<Attribute>();
        look(root, found);
        return found;
    }

    private static void look(CelExpr expr, SortedSet<Attribute> found) {
        switch (expr.getKind()) {
            case IDENT -> named(expr.ident().name(), found);
            case CALL -> {
                expr.call().target().ifPresent(t -> look(t, found));
                expr.call().args().forEach(a -> look(a, found));
            }
            case LIST -> expr.list().elements().forEach(e -> look(e, found));
            case COMPREHENSION -> {
                var loop = expr.comprehension();
                look(loop.iterRange(), found);
                look(loop.loopStep(), found);
            }
            case CONSTANT, SELECT, STRUCT, MAP, NOT_SET -> {
                // nothing of a plan
            }
        }
    }

    private static void named(String name, SortedSet<Attribute> found) {
        for (var attribute : Attribute.values()) {
            if (attribute.label().equals(name)) {
                found.add(attribute);
            }
        }
    }

    /// An expression as text.
    ///
    /// @param whole what it is a part of, for want of better
    static String text(CelExpr expr, CelAbstractSyntaxTree tree, String whole) {
        try {
            return CelUnparserFactory.newUnparser()
                    .unparse(CelAbstractSyntaxTree.newParsedAst(expr, tree.getSource()));
        } catch (RuntimeException e) {
            return whole;
        }
    }
}
