package org.foedus.node.dataset;

import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.policy.DataPermission;
import org.foedus.core.run.PlanLimits;
import org.foedus.protocol.form.Field;
import org.foedus.protocol.form.Form;
import org.foedus.protocol.json.Json;

/// The section `allow` of a dataset.
final class PermissionForm {
    private static final int MAX_NAMES = 100;
    private static final int MAX_PURPOSES = 20;

    private PermissionForm() {}

    static Supplier<DataPermission> read(Form form) {
        var leads = names(form, "leads");
        var partnerships = names(form, "partnerships");
        var purposes = form.texts("purposes", MAX_PURPOSES, PlanLimits.MAX_PURPOSE).or(List.of());
        var until = form.instant("until", Instant.MIN).as(PermissionForm::fixed).optional();
        return () ->
                new DataPermission(leads.get(), partnerships.get(), purposes.get(), until.get());
    }

    /// A length of time from now would begin again whenever the file is read.
    private static Instant fixed(Instant until) {
        if (until.isBefore(Instant.EPOCH)) {
            throw new FoedusException(
                    ErrorCode.BAD_DATASET, "expected a date such as 2027-03-31, no length of time");
        }
        return until;
    }

    private static Supplier<SortedSet<String>> names(Form form, String name) {
        Field<SortedSet<String>> field =
                form.names(name, MAX_NAMES).as(names -> new TreeSet<>(names));
        return field.or(new TreeSet<>());
    }

    /// The section that reads as this; nothing for one that allows all.
    static void append(StringBuilder text, DataPermission permission) {
        if (permission.equals(DataPermission.ANY)) {
            return;
        }
        text.append("    allow:\n");
        if (!permission.leads().isEmpty()) {
            field(text, "leads", Json.text(permission.leads()));
        }
        if (!permission.partnerships().isEmpty()) {
            field(text, "partnerships", Json.text(permission.partnerships()));
        }
        if (!permission.purposes().isEmpty()) {
            field(text, "purposes", Json.text(permission.purposes()));
        }
        permission.until().ifPresent(u -> field(text, "until", u.toString()));
    }

    private static void field(StringBuilder text, String name, String value) {
        text.append("      ").append(name).append(": ").append(value).append('\n');
    }
}
