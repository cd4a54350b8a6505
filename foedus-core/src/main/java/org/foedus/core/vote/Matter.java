package org.foedus.core.vote;

import java.util.Optional;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.run.RunId;
import org.foedus.core.signature.PublicKey;

/// What a proposal would do when it passes.
public sealed interface Matter {
    /// A member's rights rest until it is reinstated.
    record Suspend(MemberId member) implements Matter {}

    record Reinstate(MemberId member) implements Matter {}

    record Expel(MemberId member) implements Matter {}

    /// A new charter in the place of version `replaces`.
    record Amend(int replaces, Charter charter) implements Matter {}

    /// A mandate is published, on the basis of the decision.
    record Issue(Instruction instruction) implements Matter {}

    /// The models of a run may be read by more than its partners.
    record Release(RunId run, Audience audience) implements Matter {}

    /// The alliance federates with another one.
    record Federate(String alliance) implements Matter {}

    /// A member that lost its organisation key gets another; its other keys are revoked.
    record Recover(MemberId member, PublicKey key) implements Matter {}

    /// Nothing but what the text says.
    record Resolve() implements Matter {}

    /// Who may read.
    enum Audience {
        MEMBERS,
        PUBLIC
    }

    /// The same without texts that carrying it out needs none of.
    default Matter lean() {
        return this instanceof Issue issue ? new Issue(issue.instruction().brief()) : this;
    }

    /// What is left of it once it is decided: who knows the rest reads it in its entry.
    default Matter brief() {
        return switch (this) {
            case Amend m -> new Amend(m.replaces(), m.charter().brief());
            case Issue _ -> lean();
            case Suspend _, Reinstate _, Expel _, Release _, Federate _, Recover _, Resolve _ ->
                    this;
        };
    }

    default Kind kind() {
        return switch (this) {
            case Suspend _ -> Kind.SUSPEND;
            case Reinstate _ -> Kind.REINSTATE;
            case Expel _ -> Kind.EXPEL;
            case Amend _ -> Kind.AMEND;
            case Issue _ -> Kind.MANDATE;
            case Release _ -> Kind.RELEASE;
            case Federate _ -> Kind.FEDERATE;
            case Recover _ -> Kind.RECOVER;
            case Resolve _ -> Kind.RESOLVE;
        };
    }

    /// The member that it is about: its conflict of interest is plain.
    default Optional<MemberId> subject() {
        return switch (this) {
            case Suspend m -> Optional.of(m.member());
            case Reinstate m -> Optional.of(m.member());
            case Expel m -> Optional.of(m.member());
            case Recover m -> Optional.of(m.member());
            case Amend _, Issue _, Release _, Federate _, Resolve _ -> Optional.empty();
        };
    }
}
