package org.foedus.protocol.form;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.name.Names;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;

/// A partnership as a member writes it; see `docs/reference/partnership.md`.
public final class PartnershipForm {
    private PartnershipForm() {}

    /// What a member offers to others.
    ///
    /// @param members also who offers
    public record Offer(
            PartnershipId id,
            SortedSet<MemberId> members,
            Instant until,
            Partnership.Results results,
            Partnership.Terms terms) {
        public Offer {
            members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
        }
    }

    /// Reads an offer; `BAD_REQUEST` with everything that is wrong.
    ///
    /// @param now from which `until: in 365d` counts
    public static Offer read(String fileName, byte[] yaml, Instant now) {
        return Yaml.read(fileName, yaml, ErrorCode.BAD_REQUEST, form -> offer(form, now));
    }

    private static Supplier<Offer> offer(Form form, Instant now) {
        var id = form.name("id").as(PartnershipId::new).required();
        var members = form.names("members", Partnership.MAX_MEMBERS).required();
        var until = form.instant("until", now).required();
        var results =
                form.choice("results", Partnership.Results.class).or(Partnership.Results.PARTNERS);
        var title = form.text("title", Partnership.Terms.MAX_TITLE).required();
        var goals = form.text("goals", Partnership.Terms.MAX_TEXT).required();
        var datasets = form.namesOrNone("datasets", Partnership.Terms.MAX_NAMES).or(List.of());
        var models = form.namesOrNone("models", Partnership.Terms.MAX_NAMES).or(List.of());
        var compute = form.text("compute", Partnership.Terms.MAX_TEXT).or("");
        return () ->
                new Offer(
                        id.get(),
                        new TreeSet<>(members.get().stream().map(MemberId::new).toList()),
                        until.get(),
                        results.get(),
                        new Partnership.Terms(
                                title.get(),
                                goals.get(),
                                datasets.get(),
                                models.get(),
                                compute.get()));
    }

    /// The names in `a,b,c`.
    public static SortedSet<MemberId> members(String list) {
        var members = new TreeSet<MemberId>();
        for (var name : list.split(",", -1)) {
            members.add(new MemberId(Names.check("member", name.strip())));
        }
        return members;
    }
}
