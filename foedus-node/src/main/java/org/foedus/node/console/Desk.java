package org.foedus.node.console;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.foedus.core.error.FoedusException;
import org.foedus.node.act.Prepared;
import org.foedus.protocol.api.Api;
import org.jspecify.annotations.Nullable;

/// What lies on the desk of each session to be signed: few, each for a while, each signed at most
/// once. Thread-safe.
final class Desk {
    static final int MOST = 64;
    private static final int TOKEN_BYTES = 18;

    private final InstantSource clock;
    private final SecureRandom chance = new SecureRandom();
    private final Map<String, Paper> papers = new LinkedHashMap<>();

    Desk(InstantSource clock) {
        this.clock = clock;
    }

    /// Where a paper is on its way.
    sealed interface Stage {
        record Open(boolean again) implements Stage {}

        /// Somebody confirmed it; the hub has not answered yet.
        record Sent() implements Stage {}

        record Taken(Api.ClaimAnswer answer) implements Stage {}

        record Failed(FoedusException why) implements Stage {}
    }

    /// @param ticket of the session that it belongs to
    record Paper(String ticket, Prepared prepared, Stage stage) {
        private Paper at(Stage next) {
            return new Paper(ticket, prepared, next);
        }
    }

    /// Lays something down to be read; the token finds it again.
    synchronized String lay(String ticket, Prepared prepared) {
        clear();
        while (papers.size() >= MOST) {
            papers.remove(papers.keySet().iterator().next());
        }
        var bytes = new byte[TOKEN_BYTES];
        chance.nextBytes(bytes);
        var token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        papers.put(token, new Paper(ticket, prepared, new Stage.Open(false)));
        return token;
    }

    /// What this session laid down; a result stays as long as the paper would have.
    synchronized Optional<Paper> find(String token, String ticket) {
        clear();
        return own(token, ticket);
    }

    /// Takes it up to sign it: once, whoever asks.
    synchronized Optional<Prepared> take(String token, String ticket) {
        clear();
        var paper = own(token, ticket).filter(p -> p.stage() instanceof Stage.Open);
        paper.ifPresent(p -> papers.put(token, p.at(new Stage.Sent())));
        return paper.map(Paper::prepared);
    }

    /// What became of it.
    synchronized void settle(String token, Stage stage) {
        papers.computeIfPresent(token, (_, paper) -> paper.at(stage));
    }

    /// Lays the same down once more, with other bytes.
    synchronized void renew(String token, Prepared prepared) {
        papers.computeIfPresent(
                token, (_, paper) -> new Paper(paper.ticket(), prepared, new Stage.Open(true)));
    }

    private Optional<Paper> own(String token, String ticket) {
        @Nullable Paper paper = papers.get(token);
        return Optional.ofNullable(paper)
                .filter(p -> java.security.MessageDigest.isEqual(bytes(p.ticket()), bytes(ticket)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private void clear() {
        var now = clock.instant();
        papers.values().removeIf(p -> now.isAfter(p.prepared().expires()));
    }
}
