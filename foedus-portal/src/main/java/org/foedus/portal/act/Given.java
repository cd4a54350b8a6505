package org.foedus.portal.act;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.portal.Act;
import org.foedus.portal.Ask;
import org.foedus.portal.Said;
import org.foedus.protocol.form.CharterYaml;

/// What stands in a form before anybody writes: a title that says what is proposed, the charter in
/// force, a short example.
final class Given {
    private static final String OTHER = "Other";

    private final AllianceState state;
    private final MemberId self;

    Given(AllianceState state, MemberId self) {
        this.state = state;
        this.self = self;
    }

    Map<Ask, Said> of(Act act, String subject) {
        var given = new EnumMap<Ask, Said>(Ask.class);
        title(act, subject).ifPresent(said -> given.put(Ask.TITLE, said));
        for (var ask : act.asks()) {
            document(ask).ifPresent(said -> given.put(ask, said));
        }
        return given;
    }

    private Optional<Said> title(Act act, String subject) {
        return switch (act) {
            case PROPOSE_SUSPENSION -> Optional.of(Said.of("given.suspend", "who", subject));
            case PROPOSE_REINSTATEMENT -> Optional.of(Said.of("given.reinstate", "who", subject));
            case PROPOSE_EXPULSION -> Optional.of(Said.of("given.expel", "who", subject));
            case PROPOSE_RECOVERY -> Optional.of(Said.of("given.recover", "who", subject));
            case PROPOSE_RELEASE -> Optional.of(Said.of("given.release", "run", subject));
            default -> Optional.empty();
        };
    }

    private Optional<Said> document(Ask ask) {
        return switch (ask) {
            case CHARTER -> state.charter().map(c -> Said.plain(CharterYaml.write(c)));
            case MANDATE -> Optional.of(mandate());
            case PARTNERSHIP -> other().map(this::partnership);
            default -> Optional.empty();
        };
    }

    /// A charter that differs from one, so that the rules can be asked about it.
    static String another(Charter charter) {
        var name = charter.name().equals(OTHER) ? OTHER + OTHER : OTHER;
        return CharterYaml.write(
                new Charter(
                        name,
                        charter.lead(),
                        charter.admission(),
                        charter.mandateIssuers(),
                        charter.founders(),
                        charter.governance()));
    }

    private Said mandate() {
        var id = FreeName.of("our-mandate", n -> state.mandates().containsKey(new MandateId(n)));
        return Said.of("given.mandate", "id", id, "lead", self.value());
    }

    private Said partnership(MemberId other) {
        var id =
                FreeName.of(
                        "our-partnership",
                        n -> state.partnerships().containsKey(new PartnershipId(n)));
        return Said.of("given.partnership", "id", id, "us", self.value(), "other", other.value());
    }

    /// A member to be named in the example; there is no partnership without another.
    private Optional<MemberId> other() {
        return state.members().values().stream()
                .filter(m -> m.active() && m.memberClass() != MemberClass.OBSERVER)
                .map(Member::id)
                .filter(id -> !id.equals(self))
                .findFirst();
    }
}
