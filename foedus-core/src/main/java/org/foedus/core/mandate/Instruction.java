package org.foedus.core.mandate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.name.Names;

/// What a mandate says, before it is published.
///
/// @param lead who answers for it
/// @param tasks in order, numbered from 1
public record Instruction(
        MandateId id,
        String title,
        String text,
        MemberId lead,
        Instant due,
        List<Mandate.Task> tasks,
        Optional<MandateTerms> terms) {
    public Instruction {
        title = Names.text("title", title, Mandate.MAX_TITLE);
        text = Names.text("text", text, Mandate.MAX_TEXT);
        tasks = List.copyOf(tasks);
        Mandate.checkTasks(tasks);
    }

    /// What rules need of it: its title in the place of every text.
    public Instruction brief() {
        var untold =
                tasks.stream().map(t -> new Mandate.Task(title, t.due(), t.executor())).toList();
        return new Instruction(id, title, title, lead, due, untold, terms.map(MandateTerms::brief));
    }
}
