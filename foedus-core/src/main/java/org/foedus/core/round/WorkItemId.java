package org.foedus.core.round;

import java.util.regex.Pattern;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.name.Names;
import org.foedus.core.run.RunId;

/// The id of a work item: `<run>.<round>.<kind>.<node>`; says all that it needs to be unique.
public record WorkItemId(String value) implements Comparable<WorkItemId> {
    private static final Pattern FORM =
            Pattern.compile(Names.PATTERN + "\\.[0-9]{1,6}\\.(train|evaluate)\\." + Names.PATTERN);

    public WorkItemId {
        if (!FORM.matcher(value).matches()) {
            throw new FoedusException(
                    ErrorCode.BAD_NAME, "a work item is named <run>.<round>.<kind>.<node>");
        }
    }

    public static WorkItemId of(RunId run, int round, WorkItem.Kind kind, NodeId node) {
        return new WorkItemId(run + "." + round + "." + kind.label() + "." + node);
    }

    public RunId run() {
        return new RunId(part(0));
    }

    public int round() {
        return Integer.parseInt(part(1));
    }

    public WorkItem.Kind kind() {
        return part(2).equals(WorkItem.Kind.TRAIN.label())
                ? WorkItem.Kind.TRAIN
                : WorkItem.Kind.EVALUATE;
    }

    public NodeId node() {
        return new NodeId(part(3));
    }

    private String part(int i) {
        return value.split("\\.", -1)[i];
    }

    @Override
    public int compareTo(WorkItemId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
