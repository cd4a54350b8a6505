package org.foedus.portal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.foedus.core.communique.Communique;
import org.foedus.core.vote.Proposal;
import org.foedus.portal.MemberView.Ref;
import org.foedus.portal.RunView.Link;
import org.foedus.protocol.message.Language;
import org.jspecify.annotations.Nullable;

/// Something that happened, as the list of news shows it.
///
/// @param id of what it is about: a communiqué, a member, a proposal, a mandate, a model's digest
/// @param by who said it or put it, null where nobody in particular did
/// @param lead the beginning of a communiqué, empty for everything else
/// @param outcome of a vote, null for everything else
/// @param withdrawn whether a communiqué was taken back
public record NewsView(
        Kind kind,
        String id,
        Written title,
        Written lead,
        @Nullable Ref by,
        Instant at,
        Proposal.@Nullable Outcome outcome,
        boolean withdrawn) {

    /// What happened.
    public enum Kind {
        COMMUNIQUE,
        ADMISSION,
        DECISION,
        MANDATE,
        MODEL
    }

    boolean said() {
        return kind == Kind.COMMUNIQUE;
    }

    String address(Links links) {
        return switch (kind) {
            case COMMUNIQUE -> links.communique(id);
            case ADMISSION -> links.member(id);
            case DECISION -> links.decision(id);
            case MANDATE -> links.mandate(id);
            case MODEL -> links.model(id);
        };
    }

    /// A communiqué.
    ///
    /// @param body lines are kept; a blank one parts two paragraphs
    /// @param alliance whether it speaks in the alliance's name
    /// @param members whether only members may read it
    /// @param entry index of the entry that published it
    /// @param withdrawal null while it holds
    public record Full(
            String id,
            Written title,
            Written body,
            Ref by,
            boolean alliance,
            boolean members,
            Instant at,
            long entry,
            @Nullable About about,
            @Nullable Withdrawal withdrawal) {

        /// It in the other languages than the reader's, the authentic one first.
        List<MandateView.Version> others(Language reader) {
            var others = new ArrayList<MandateView.Version>();
            if (title.translated(reader)) {
                others.add(new MandateView.Version(title.language(), title.text(), body.text()));
            }
            title.translations()
                    .forEach((tag, translated) -> {
                        if (!tag.equals(reader.tag())) {
                            others.add(
                                    new MandateView.Version(
                                            tag,
                                            translated,
                                            body.translations().getOrDefault(tag, body.text())));
                        }
                    });
            return others;
        }
    }

    /// What a communiqué is about.
    public record About(Communique.About.Kind kind, Link link) {
        String address(Links links) {
            return switch (kind) {
                case MANDATE -> links.mandate(link.id());
                case RUN -> links.run(link.id());
                case PROPOSAL -> links.decision(link.id());
                case PARTNERSHIP -> links.partnership(link.id());
            };
        }
    }

    public record Withdrawal(Ref by, Instant at, String reason) {}
}
