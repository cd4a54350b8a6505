package org.foedus.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.policy.Attribute;
import org.foedus.core.policy.Condition;
import org.foedus.core.policy.Outcome;
import org.foedus.core.policy.Part;
import org.foedus.core.policy.Request;

/// A condition in CEL, checked and bounded.
final class CelCondition implements Condition {
    private static final String NO_VALUE = "could not be evaluated";

    private final String text;
    private final CelAbstractSyntaxTree tree;
    private final CelRuntime.Program brief;
    private final CelRuntime.Program whole;

    CelCondition(String text, CelAbstractSyntaxTree tree) throws CelEvaluationException {
        this.text = text;
        this.tree = tree;
        this.brief = Environment.brief().createProgram(tree);
        this.whole = Environment.whole().createProgram(tree);
    }

    @Override
    public Outcome test(Request request) {
        try {
            var result = brief.eval(values(request));
            return result instanceof Boolean holds
                    ? Outcome.of(holds)
                    : new Outcome.Broken("expected true or false");
        } catch (CelEvaluationException | RuntimeException | StackOverflowError e) {
            return new Outcome.Broken(why(e));
        }
    }

    /// The library's words without its place, which is not the file's.
    private static String why(Throwable e) {
        var message = String.valueOf(e.getMessage());
        return message.replaceFirst("^evaluation error( at [^ ]*)?: ", "");
    }

    private static Map<String, Object> values(Request request) {
        var values = new HashMap<String, Object>();
        for (var attribute : Attribute.values()) {
            values.put(attribute.label(), attribute.value(request));
        }
        return values;
    }

    @Override
    public List<Part> parts(Request request) {
        var seen = new HashMap<Long, Object>();
        try {
            whole.trace(values(request), (expr, value) -> seen.put(expr.id(), value));
        } catch (CelEvaluationException | RuntimeException | StackOverflowError e) {
            // What was seen before is shown; the outcome says what broke.
        }
        var parts = new ArrayList<Part>();
        for (var one : Expressions.comparisons(tree.getExpr())) {
            var value = seen.get(one.id());
            parts.add(
                    new Part(
                            Expressions.text(one, tree, text),
                            value instanceof Boolean ? value.toString() : NO_VALUE,
                            attributes(one, request)));
        }
        return parts;
    }

    private static SortedMap<String, String> attributes(CelExpr expr, Request request) {
        var shown = new TreeMap<String, String>();
        Expressions.attributes(expr).forEach(a -> shown.put(a.label(), a.shown(request)));
        return shown;
    }

    @Override
    public String words() {
        return new Wording(tree, text).of(tree.getExpr());
    }

    @Override
    public String text() {
        return text;
    }
}
