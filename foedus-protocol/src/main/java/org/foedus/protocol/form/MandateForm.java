package org.foedus.protocol.form;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.MandateTerms;
import org.foedus.core.partnership.ProgrammeId;

/// A mandate as its issuer writes it; see `docs/reference/mandate.md`.
public final class MandateForm {
    private static final String LANGUAGE = "en";
    private static final String ROLE = "delegate";
    private static final Duration MAX_CADENCE = Duration.ofDays(3660);

    private MandateForm() {}

    /// Reads a mandate; `BAD_REQUEST` with everything that is wrong.
    ///
    /// @param now from which `due: in 30d` counts
    public static Instruction read(String fileName, byte[] yaml, Instant now) {
        return Yaml.read(fileName, yaml, ErrorCode.BAD_REQUEST, form -> mandate(form, now));
    }

    private static Supplier<Instruction> mandate(Form form, Instant now) {
        var id = form.name("id").as(MandateId::new).required();
        var title = form.text("title", Mandate.MAX_TITLE).required();
        var text = form.text("text", Mandate.MAX_TEXT).required();
        var lead = form.name("lead").as(MemberId::new).required();
        var due = form.instant("due", now).required();
        var tasks = form.sections("tasks", Mandate.MAX_TASKS, task -> task(task, due, now));
        var terms = terms(form);
        return () ->
                new Instruction(
                        id.get(),
                        title.get(),
                        text.get(),
                        lead.get(),
                        due.get(),
                        tasks.get(),
                        terms.get());
    }

    private static Supplier<Mandate.Task> task(
            Form form, Supplier<Instant> mandateDue, Instant now) {
        var title = form.text("title", Mandate.MAX_TITLE).required();
        var due = form.instant("due", now).orFrom(mandateDue);
        var executor = form.name("executor").as(MemberId::new).optional();
        return () -> new Mandate.Task(title.get(), due.get(), executor.get());
    }

    /// None where the file has none of its fields.
    private static Supplier<Optional<MandateTerms>> terms(Form form) {
        boolean any =
                List.of(
                                "language",
                                "translations",
                                "role",
                                "co_executors",
                                "cadence",
                                "priority",
                                "programme",
                                "measure",
                                "supersedes")
                        .stream()
                        .anyMatch(form::has);
        var language = form.name("language").or(LANGUAGE);
        var translations =
                form.named("translations", MandateTerms.MAX_TRANSLATIONS, MandateForm::translation);
        var role = form.text("role", MandateTerms.MAX_ROLE).or(ROLE);
        var helpers = form.namesOrNone("co_executors", MandateTerms.MAX_CO_EXECUTORS).or(List.of());
        var cadence = form.time("cadence", MandateTerms.MIN_CADENCE, MAX_CADENCE).optional();
        var priority =
                form.choice("priority", MandateTerms.Priority.class)
                        .or(MandateTerms.Priority.ROUTINE);
        var programme = form.name("programme").as(ProgrammeId::new).optional();
        var measure = form.text("measure", MandateTerms.MAX_MEASURE).or("");
        var supersedes = form.name("supersedes").as(MandateId::new).optional();
        return () ->
                any
                        ? Optional.of(
                                new MandateTerms(
                                        language.get(),
                                        translations.get(),
                                        role.get(),
                                        new TreeSet<>(
                                                helpers.get().stream().map(MemberId::new).toList()),
                                        cadence.get(),
                                        priority.get(),
                                        programme.get(),
                                        measure.get(),
                                        supersedes.get()))
                        : Optional.empty();
    }

    private static Supplier<MandateTerms.Translation> translation(Form form) {
        var title = form.text("title", Mandate.MAX_TITLE).required();
        var text = form.text("text", Mandate.MAX_TEXT).required();
        return () -> new MandateTerms.Translation(title.get(), text.get());
    }
}
