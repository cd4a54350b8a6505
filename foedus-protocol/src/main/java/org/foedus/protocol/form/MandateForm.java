package org.foedus.protocol.form;

import java.time.Instant;
import java.util.function.Supplier;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;

/// A mandate as its issuer writes it; see `docs/reference/mandate.md`.
public final class MandateForm {
    private MandateForm() {}

    /// Reads a mandate; `BAD_REQUEST` with everything that is wrong.
    ///
    /// @param now from which `due: in 30d` counts
    public static MandateDraft read(String fileName, byte[] yaml, Instant now) {
        return Yaml.read(fileName, yaml, ErrorCode.BAD_REQUEST, form -> mandate(form, now));
    }

    private static Supplier<MandateDraft> mandate(Form form, Instant now) {
        var id = form.name("id").as(MandateId::new).required();
        var title = form.text("title", Mandate.MAX_TITLE).required();
        var text = form.text("text", Mandate.MAX_TEXT).required();
        var lead = form.name("lead").as(MemberId::new).required();
        var due = form.instant("due", now).required();
        var tasks = form.sections("tasks", Mandate.MAX_TASKS, task -> task(task, due, now));
        return () ->
                new MandateDraft(
                        id.get(), title.get(), text.get(), lead.get(), due.get(), tasks.get());
    }

    private static Supplier<Mandate.Task> task(
            Form form, Supplier<Instant> mandateDue, Instant now) {
        var title = form.text("title", Mandate.MAX_TITLE).required();
        var due = form.instant("due", now).orFrom(mandateDue);
        return () -> new Mandate.Task(title.get(), due.get());
    }
}
