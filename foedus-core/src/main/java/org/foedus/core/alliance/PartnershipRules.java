package org.foedus.core.alliance;

import java.util.Optional;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.Verdict;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.Programme;
import org.foedus.core.rule.Rule;

/// The part of [Rules] about partnerships and programmes: those concerned sign, nobody else.
final class PartnershipRules {
    private PartnershipRules() {}

    static Verdict judge(Case in, PartnershipClaim claim) {
        var member = in.acting(Right.PARTNERSHIP);
        if (member.isEmpty()) {
            return in.lacks(Right.PARTNERSHIP);
        }
        return switch (claim) {
            case PartnershipClaim.OfferPartnership c -> judgeOffer(in, member.get(), c);
            case PartnershipClaim.SignPartnership c -> judgeSignature(in, member.get(), c);
            case PartnershipClaim.LeavePartnership c -> judgeLeaving(in, member.get(), c);
            case PartnershipClaim.FoundProgramme c -> judgeProgramme(in, member.get(), c);
            case PartnershipClaim.AddDeliverable c -> judgeDeliverable(in, member.get(), c);
        };
    }

    private static Verdict judgeOffer(
            Case in, MemberId member, PartnershipClaim.OfferPartnership c) {
        if (in.state().partnerships().containsKey(c.partnership())) {
            return Rule.PARTNERSHIP_EXISTS.refuse(c.partnership());
        }
        if (c.members().size() < 2
                || c.members().size() > Partnership.MAX_MEMBERS
                || !c.members().contains(member)) {
            return Rule.PARTNERS_COUNT.refuse("members", "most", Partnership.MAX_MEMBERS);
        }
        for (var partner : c.members()) {
            var unfit = unfit(in, partner);
            if (unfit.isPresent()) {
                return unfit.get();
            }
        }
        if (c.terms().isPresent() == c.closedTerms().isPresent()) {
            return Rule.TERMS_ONCE.refuse("terms");
        }
        return c.until().isAfter(in.now())
                ? in.accepted()
                : Rule.DUE_PAST.refuse("until", "found", c.until());
    }

    private static Optional<Verdict> unfit(Case in, MemberId id) {
        var member = in.state().members().get(id);
        if (member == null || !member.active()) {
            return Optional.of(
                    Rule.PARTNER_UNFIT.refuse(
                            id,
                            "member",
                            id,
                            "found",
                            member == null ? "unknown" : member.status()));
        }
        return member.memberClass() == MemberClass.OBSERVER
                ? Optional.of(Rule.PARTNER_UNFIT.refuse(id, "member", id, "found", "an observer"))
                : Optional.empty();
    }

    private static Verdict judgeSignature(
            Case in, MemberId member, PartnershipClaim.SignPartnership c) {
        var partnership = in.state().partnerships().get(c.partnership());
        if (partnership == null) {
            return Rule.NO_PARTNERSHIP.refuse(c.partnership());
        }
        if (!partnership.members().contains(member)) {
            return Rule.NOT_A_PARTNER.refuse(c.partnership());
        }
        var unfit = unfit(in, member);
        if (unfit.isPresent()) {
            return unfit.get();
        }
        if (!partnership.offer().equals(c.offer())) {
            return Rule.OTHER_OFFER.refuse(c.partnership());
        }
        if (partnership.signed().containsKey(member)) {
            return Rule.SIGNED_ALREADY.refuse(c.partnership());
        }
        var status = partnership.status(in.now());
        return status == Partnership.Status.OFFERED
                ? in.accepted()
                : Rule.PARTNERSHIP_OVER.refuse(c.partnership(), "status", status);
    }

    private static Verdict judgeLeaving(
            Case in, MemberId member, PartnershipClaim.LeavePartnership c) {
        var partnership = in.state().partnerships().get(c.partnership());
        if (partnership == null) {
            return Rule.NO_PARTNERSHIP.refuse(c.partnership());
        }
        var status = partnership.status(in.now());
        boolean over = status == Partnership.Status.ENDED || status == Partnership.Status.EXPIRED;
        if (over) {
            return Rule.PARTNERSHIP_OVER.refuse(c.partnership(), "status", status);
        }
        boolean bound =
                status == Partnership.Status.OFFERED
                        ? partnership.members().contains(member)
                        : partnership.partners().contains(member);
        return bound ? in.accepted() : Rule.NOT_A_PARTNER.refuse(c.partnership());
    }

    private static Verdict judgeProgramme(
            Case in, MemberId member, PartnershipClaim.FoundProgramme c) {
        if (in.state().programmes().containsKey(c.programme())) {
            return Rule.PROGRAMME_EXISTS.refuse(c.programme());
        }
        if (c.partnership().isEmpty()) {
            return in.votes(member)
                    ? in.accepted()
                    : Rule.MAY_FOUND_PROGRAMME.refuse(c.programme());
        }
        var partnership = in.state().partnerships().get(c.partnership().get());
        if (partnership == null) {
            return Rule.NO_PARTNERSHIP.refuse(c.partnership().get());
        }
        var status = partnership.status(in.now());
        if (status != Partnership.Status.IN_FORCE) {
            return Rule.PARTNERSHIP_NOT_IN_FORCE.refuse(partnership.id(), "status", status);
        }
        return partnership.partners().contains(member)
                ? in.accepted()
                : Rule.MAY_FOUND_PROGRAMME.refuse(c.programme());
    }

    private static Verdict judgeDeliverable(
            Case in, MemberId member, PartnershipClaim.AddDeliverable c) {
        var programme = in.state().programmes().get(c.programme());
        if (programme == null) {
            return Rule.NO_PROGRAMME.refuse(c.programme());
        }
        if (c.mandate().isPresent() && !in.state().mandates().containsKey(c.mandate().get())) {
            return Rule.NO_MANDATE.refuse(c.mandate().get());
        }
        return Succession.holds(in.state(), member, programme.lead())
                        || leads(in, member, programme)
                ? in.accepted()
                : Rule.MAY_ADD_DELIVERABLE.refuse(c.programme());
    }

    private static boolean leads(Case in, MemberId member, Programme programme) {
        return in.state().mandates().values().stream()
                .filter(m -> m.programme().equals(Optional.of(programme.id())))
                .map(Mandate::lead)
                .anyMatch(member::equals);
    }
}
