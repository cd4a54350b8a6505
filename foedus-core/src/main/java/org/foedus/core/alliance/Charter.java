package org.foedus.core.alliance;

import java.util.List;
import java.util.Optional;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.name.Names;

/// What the founders agreed on.
///
/// @param name of the alliance, for people
/// @param lead the member that leads; admitted by this charter when it applies
/// @param admission how everyone else is admitted
/// @param mandateIssuers who may publish mandates
/// @param founders whom the charter expects, for the invitations; may be empty
/// @param governance how else the alliance decides; where it says nothing, [Governance#of] holds
public record Charter(
        String name,
        MemberId lead,
        AdmissionRule admission,
        MandateIssuers mandateIssuers,
        List<Founder> founders,
        Optional<Governance> governance) {
    public static final int MAX_NAME = 120;
    public static final int MAX_FOUNDERS = 256;

    public Charter {
        name = Names.text("name of the alliance", name, MAX_NAME);
        founders = List.copyOf(founders);
        if (founders.size() > MAX_FOUNDERS
                || founders.stream().map(Founder::id).distinct().count() != founders.size()) {
            throw new FoedusException(
                    ErrorCode.BAD_CHARTER,
                    "founders: expected at most " + MAX_FOUNDERS + ", each named once");
        }
    }

    public Charter(
            String name,
            MemberId lead,
            AdmissionRule admission,
            MandateIssuers mandateIssuers,
            List<Founder> founders) {
        this(name, lead, admission, mandateIssuers, founders, Optional.empty());
    }

    /// The same with every rule written out, also those that it leaves to the defaults.
    public Charter whole() {
        return new Charter(name, lead, admission, mandateIssuers, founders, Optional.of(governs()));
    }

    /// Without what it lists: members and rules.
    public Charter brief() {
        return new Charter(name, lead, admission, mandateIssuers, List.of());
    }

    /// How the alliance decides.
    public Governance governs() {
        return governance.orElseGet(() -> Governance.of(admission));
    }

    public Optional<Founder> founder(MemberId id) {
        return founders.stream().filter(f -> f.id().equals(id)).findFirst();
    }

    /// Who may publish mandates.
    public enum MandateIssuers {
        LEAD,
        FULL_MEMBERS
    }

    /// An organisation that the charter expects.
    ///
    /// @param country ISO 3166-1 alpha-2
    public record Founder(MemberId id, String legalName, String country, MemberClass memberClass) {
        public Founder {
            legalName = Names.text("legal name", legalName, Member.MAX_LEGAL_NAME);
            Names.country(country);
        }
    }
}
