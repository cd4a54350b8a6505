package org.foedus.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.runtime.CelEvaluationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.foedus.core.policy.Condition;
import org.foedus.core.policy.ConditionLanguage;

/// Reads conditions in CEL, such as `lead == 'brazil' && rounds <= 100`; see
/// `docs/reference/policy.md`. What was read is remembered: a node reads its policy again whenever
/// it decides.
public final class Cel implements ConditionLanguage {
    private static final int MAX_REMEMBERED = 500;

    private final Map<String, Condition> known =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Condition> eldest) {
                    return size() > MAX_REMEMBERED;
                }
            };

    @Override
    public synchronized Reading read(String text) {
        var before = known.get(text);
        if (before != null) {
            return new Understood(before);
        }
        var reading = fresh(text);
        if (reading instanceof Understood u) {
            known.put(text, u.condition());
        }
        return reading;
    }

    private static Reading fresh(String text) {
        if (text.codePointCount(0, text.length()) > MAX_TEXT) {
            return flawed(new Flaw(1, 1, "expected at most " + MAX_TEXT + " characters"));
        }
        try {
            var result = Environment.compiled().compile(text);
            if (result.hasError()) {
                return flawed(Complaint.first(text, result.getErrors()));
            }
            return checked(text, result.getAst());
        } catch (CelValidationException | CelEvaluationException e) {
            return flawed(new Flaw(1, 1, Complaint.NOT_CEL));
        } catch (RuntimeException | StackOverflowError e) {
            // A text that the library itself stumbles over is no condition.
            return flawed(new Flaw(1, 1, Complaint.NOT_CEL));
        }
    }

    private static Reading checked(String text, CelAbstractSyntaxTree tree)
            throws CelEvaluationException {
        try {
            Cost.check(tree);
        } catch (Cost.Refused e) {
            return flawed(Complaint.at(tree.getSource(), e.expression(), e.expected()));
        }
        return new Understood(new CelCondition(text, tree));
    }

    private static Reading flawed(Flaw flaw) {
        return new Flawed(List.of(flaw));
    }
}
