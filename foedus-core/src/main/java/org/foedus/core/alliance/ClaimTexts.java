package org.foedus.core.alliance;

import static org.foedus.core.alliance.Rules.rejected;

import java.util.Optional;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Verdict;
import org.foedus.core.error.FoedusException;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.name.Names;

/// The part of [Rules] about free texts. A text that the fold could not take must not get into the
/// ledger, and one that fills an entry must not get into another.
final class ClaimTexts {
    private static final int MAX_BY = 100;

    private ClaimTexts() {}

    /// Empty if every text of the claim has the form and the length that it may have.
    static Optional<Verdict> judge(Claim claim) {
        try {
            check(claim);
            return Optional.empty();
        } catch (FoedusException e) {
            return Optional.of(rejected(e.code(), e.reason()));
        }
    }

    private static void check(Claim claim) {
        switch (claim) {
            case Claim.Apply c -> {
                Names.text("legal name", c.legalName(), Member.MAX_LEGAL_NAME);
                Names.country(c.country());
            }
            case Claim.PublishMandate c -> {
                Names.text("title", c.title(), Mandate.MAX_TITLE);
                Names.text("text", c.text(), Mandate.MAX_TEXT);
                Mandate.checkTasks(c.tasks());
            }
            case Claim.Consent c -> {
                Names.shortText("by", c.by(), MAX_BY);
                reason(c.reason());
            }
            case Claim.StopRun c -> reason(c.reason());
            case Claim.WorkDeclined c -> reason(c.reason());
            case Claim.Leave c -> reason(c.reason());
            case Claim.Invite _,
                    Claim.Vote _,
                    Claim.StartRun _,
                    Claim.WorkDone _,
                    Claim.ConfirmRecovery _ -> {}
        }
    }

    private static void reason(String reason) {
        Names.shortText("reason", reason, Claim.MAX_REASON);
    }
}
