package org.foedus.node.agent;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.core.run.RunId;
import org.foedus.link.hub.HubClient;
import org.foedus.node.outgoing.Outgoing;
import org.foedus.node.outgoing.OutgoingLog;
import org.foedus.node.work.Bench;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.ClaimCodec;

/// Sends, and writes down for the owner what was sent, also where it failed.
final class Sender {
    private static final Claim.Header NOBODY =
            new Claim.Header(Sha256.of(new byte[0]), 0, Instant.EPOCH);

    private final HubClient hub;
    private final OutgoingLog log;
    private final String to;
    private final InstantSource clock;
    private final Runnable permitted;

    /// @param to the hub, for the log
    /// @param permitted throws while nothing may be signed for the hub, nor sent to it
    Sender(HubClient hub, OutgoingLog log, String to, InstantSource clock, Runnable permitted) {
        this.hub = hub;
        this.log = log;
        this.to = to;
        this.clock = clock;
        this.permitted = permitted;
    }

    /// @param consent under which it leaves, if it needs one
    Api.ClaimAnswer claim(
            Function<Claim.Header, ? extends Claim> claim,
            List<Body> bodies,
            Optional<RunId> run,
            Optional<Under> consent) {
        permitted.run();
        var sample = claim.apply(NOBODY);
        long bytes =
                ClaimCodec.write(sample).length()
                        + bodies.stream().mapToLong(b -> b.content().length()).sum();
        var what = new Sent(ClaimCodec.type(sample), Optional.empty(), run, consent);
        log.requireRoom();
        try {
            var answer = hub.submit(claim, bodies);
            add(what, bytes, 0, answer.outcome(), answer.index());
            return answer;
        } catch (FoedusException e) {
            add(what, bytes, 0, e.code().name(), Optional.empty());
            throw e;
        }
    }

    private record Sent(
            String what, Optional<Sha256> blob, Optional<RunId> run, Optional<Under> consent) {}

    /// Sends the bytes of an update.
    void update(Bench.Product.Trained update, String item, RunId run, Under consent) {
        var delta = update.delta();
        var what =
                new Sent(
                        "update",
                        Optional.of(delta.sha256()),
                        Optional.of(run),
                        Optional.of(consent));
        moved(
                what,
                delta.bytes(),
                () -> hub.upload(update.file(), delta.sha256(), delta.bytes(), item));
    }

    /// Sends bytes that the hub lost again.
    void mend(Path file, Sha256 digest, long bytes, RunId run, Optional<Under> consent) {
        var what = new Sent(Api.MEND, Optional.of(digest), Optional.of(run), consent);
        moved(what, bytes, () -> hub.upload(file, digest, bytes, Api.MEND));
    }

    private void moved(Sent what, long most, Supplier<Long> transfer) {
        permitted.run();
        log.requireRoom();
        try {
            long moved = transfer.get();
            add(what, moved, 0, "moved", Optional.empty());
        } catch (FoedusException e) {
            // How much of it left is not known.
            add(what, most, 0, e.code().name(), Optional.empty());
            throw e;
        }
    }

    /// Writes down that a model came.
    void received(RunId run, Sha256 model, long bytes) {
        if (bytes > 0) {
            var what = new Sent("model", Optional.of(model), Optional.of(run), Optional.empty());
            add(what, 0, bytes, "moved", Optional.empty());
        }
    }

    private void add(Sent sent, long out, long in, String outcome, Optional<Long> index) {
        log.add(
                new Outgoing(
                        clock.instant(),
                        sent.what(),
                        sent.blob().map(Sha256::hex),
                        to,
                        out,
                        in,
                        sent.run().map(RunId::value),
                        sent.consent().map(Under::consent),
                        sent.consent().map(Under::plan),
                        outcome,
                        index));
    }
}
