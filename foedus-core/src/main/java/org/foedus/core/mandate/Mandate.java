package org.foedus.core.mandate;

import java.time.Instant;
import java.util.List;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.name.Names;

/// A published instruction: one lead answers for it by a due date.
///
/// @param issuer who published it
/// @param lead who answers for it
/// @param tasks in order
public record Mandate(
        MandateId id,
        String title,
        String text,
        MemberId issuer,
        MemberId lead,
        Instant due,
        List<Task> tasks,
        Instant publishedAt) {
    public static final int MAX_TITLE = 200;
    public static final int MAX_TEXT = 8000;
    public static final int MAX_TASKS = 50;

    public Mandate {
        title = Names.text("title", title, MAX_TITLE);
        text = Names.text("text", text, MAX_TEXT);
        tasks = List.copyOf(tasks);
        checkTasks(tasks);
    }

    public static void checkTasks(List<Task> tasks) {
        if (tasks.size() > MAX_TASKS) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST, "tasks: expected at most " + MAX_TASKS);
        }
    }

    /// Overdue is computed, never set.
    public boolean overdue(Instant now) {
        return now.isAfter(due);
    }

    /// One thing to be done.
    public record Task(String title, Instant due) {
        public Task {
            title = Names.text("task", title, MAX_TITLE);
        }
    }
}
