package org.foedus.core.partnership;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.pcollections.PVector;

/// A body of work under one goal: mandates, their runs, deliverables and publications.
///
/// @param entry index of the entry that founded it, which has its goal
/// @param lead who founded it
/// @param partnership whose programme it is; the whole alliance's if none
public record Programme(
        ProgrammeId id,
        String title,
        long entry,
        MemberId lead,
        Optional<PartnershipId> partnership,
        Instant at,
        PVector<Deliverable> deliverables) {
    public static final int MAX_TITLE = 200;
    public static final int MAX_GOAL = 4000;
    public static final int MAX_REFERENCE = 500;

    /// Something that came of it.
    ///
    /// @param reference where it is, for people: a DOI, an address
    /// @param sha256 of its bytes, if it has any
    public record Deliverable(
            Sort sort,
            String title,
            String reference,
            Optional<Sha256> sha256,
            Optional<MandateId> mandate,
            MemberId by,
            Instant at) {}

    /// What a deliverable is.
    public enum Sort {
        DELIVERABLE,
        PUBLICATION
    }

    /// Computed, never set.
    public enum Status {
        /// No mandate yet.
        PLANNED,
        /// A mandate is open.
        ACTIVE,
        /// Every mandate came to its end, one at least fulfilled.
        COMPLETED,
        /// Every mandate came to its end, none fulfilled.
        ABANDONED
    }

    /// What its mandates make of it.
    public Status status(Collection<Mandate> mandates) {
        var own = mandates.stream().filter(m -> m.programme().equals(Optional.of(id))).toList();
        if (own.isEmpty()) {
            return Status.PLANNED;
        }
        if (own.stream().anyMatch(m -> m.status().open())) {
            return Status.ACTIVE;
        }
        return own.stream().anyMatch(m -> m.status().fulfilled())
                ? Status.COMPLETED
                : Status.ABANDONED;
    }

    public Programme with(Deliverable deliverable) {
        return new Programme(
                id, title, entry, lead, partnership, at, deliverables.plus(deliverable));
    }
}
