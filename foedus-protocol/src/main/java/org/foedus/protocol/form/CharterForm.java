package org.foedus.protocol.form;

import java.util.List;
import java.util.function.Supplier;
import org.foedus.core.alliance.AdmissionRule;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.name.Names;

/// A charter as its founders write it; see `docs/reference/charter.md`.
public final class CharterForm {
    static final double DEFAULT_THRESHOLD = 0.5;
    static final double DEFAULT_QUORUM = 0.5;

    private CharterForm() {}

    /// Reads a charter; `BAD_CHARTER` with everything that is wrong.
    public static Charter read(String fileName, byte[] yaml) {
        return Yaml.read(fileName, yaml, ErrorCode.BAD_CHARTER, CharterForm::charter);
    }

    private static Supplier<Charter> charter(Form form) {
        var name = form.text("name", Charter.MAX_NAME).required();
        var lead = form.name("lead").as(MemberId::new).required();
        var admission = form.section("admission");
        var threshold =
                admission
                        .number("threshold", "a number in [0, 1)", t -> t >= 0 && t < 1)
                        .or(DEFAULT_THRESHOLD);
        var quorum =
                admission
                        .number("quorum", "a number in (0, 1]", q -> q > 0 && q <= 1)
                        .or(DEFAULT_QUORUM);
        var issuers =
                form.choice("mandates", Charter.MandateIssuers.class)
                        .or(Charter.MandateIssuers.LEAD);
        var founders = form.sections("founders", Charter.MAX_FOUNDERS, CharterForm::founder);
        Supplier<AdmissionRule> rule = () -> new AdmissionRule(threshold.get(), quorum.get());
        var governance = GovernanceForm.read(form, rule);
        return () ->
                new Charter(
                        name.get(),
                        lead.get(),
                        rule.get(),
                        issuers.get(),
                        led(founders.get(), lead.get()),
                        governance.get());
    }

    private static Supplier<Charter.Founder> founder(Form form) {
        var id = form.name("id").as(MemberId::new).required();
        var name = form.text("name", Member.MAX_LEGAL_NAME).required();
        var country = form.text("country", 2).as(Names::country).required();
        var memberClass = form.choice("class", MemberClass.class).or(MemberClass.FULL);
        return () -> new Charter.Founder(id.get(), name.get(), country.get(), memberClass.get());
    }

    /// Where founders are named, the lead is one of them, with a vote.
    private static List<Charter.Founder> led(List<Charter.Founder> founders, MemberId lead) {
        boolean led =
                founders.isEmpty()
                        || founders.stream()
                                .anyMatch(f -> f.id().equals(lead) && f.memberClass().votes());
        if (!led) {
            throw new FoedusException(
                    ErrorCode.BAD_CHARTER,
                    "lead: expected one of the founders, of class founding or full, found '"
                            + lead
                            + "'");
        }
        return founders;
    }
}
