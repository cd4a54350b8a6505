package org.foedus.hub.round;

import java.lang.foreign.Arena;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Output;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.round.WorkItem;
import org.foedus.core.run.Run;
import org.foedus.hub.alliance.HubLogic.Fault;
import org.foedus.hub.upload.Uploads;
import org.foedus.kernels.Finite;
import org.foedus.protocol.safetensors.Safetensors;

/// Looks at the bytes that a claim names before the claim is judged.
public final class UpdateCheck {
    /// The largest magnitude of a number of an update: as many rounds as a run may have, each
    /// adding that much, stay in the range of `fp32`. Where momentum or a rate takes them out of
    /// it, the fold notices.
    static final float LARGEST = 0x1p110f;

    private final Blobs blobs;
    private final Uploads uploads;

    public UpdateCheck(Blobs blobs, Uploads uploads) {
        this.blobs = blobs;
        this.uploads = uploads;
    }

    /// Any version of the model has the layout that an update must have.
    private Sha256 reference(Run run) {
        for (var model : List.of(run.model(), run.initialModel())) {
            if (blobs.size(model).isPresent()) {
                return model;
            }
        }
        throw new FoedusException(
                ErrorCode.BUSY,
                "the hub lost the model of " + run.id() + " and waits to get it back: try again");
    }

    /// What is wrong with the outputs of a training item; empty if nothing is, or if the claim is
    /// not one that could be accepted anyway.
    ///
    /// Bytes that did not arrive are `NOT_FOUND` and are not held against the node: it may upload
    /// and claim again.
    public Optional<Fault> check(AllianceState state, Claim.WorkDone claim, Instant now) {
        var run = state.runs().get(claim.work().run());
        var delta = claim.outputs().get("delta");
        if (claim.work().kind() != WorkItem.Kind.TRAIN || run == null || delta == null) {
            return Optional.empty();
        }
        long bytes =
                blobs.size(delta.sha256())
                        .filter(_ -> own(state, claim, delta, now))
                        .orElseThrow(() ->
                                new FoedusException(
                                        ErrorCode.NOT_FOUND,
                                        "delta: upload "
                                                + delta.sha256().shortHex()
                                                + "… before you claim it"));
        if (bytes != delta.bytes() || !blobs.chunkRoot(delta.sha256()).equals(delta.chunkRoot())) {
            return Optional.of(
                    new Fault(
                            ErrorCode.BAD_UPDATE, "delta: size or chunk root is not that claimed"));
        }
        return content(run, claim, delta);
    }

    /// Whether the node itself sent these bytes for this work item. Equal bytes are no identity:
    /// another's update may be the same.
    private boolean own(AllianceState state, Claim.WorkDone claim, Output delta, Instant now) {
        var item = claim.work();
        return Optional.ofNullable(state.nodes().get(item.node()))
                .filter(m -> uploads.brought(blobs, m, item.value(), delta.sha256(), now))
                .isPresent();
    }

    private Optional<Fault> content(Run run, Claim.WorkDone claim, Output delta) {
        try (var arena = Arena.ofConfined()) {
            var base = Safetensors.parse(blobs.map(reference(run), arena), "model of " + run.id());
            var update =
                    Safetensors.parse(blobs.map(delta.sha256(), arena), "delta of " + claim.work());
            var difference = update.layoutDifference(base.tensors());
            if (difference.isPresent()) {
                return Optional.of(new Fault(ErrorCode.BAD_UPDATE, "delta: " + difference.get()));
            }
            long bad = Finite.firstNonFinite(update.data());
            if (bad >= 0) {
                return Optional.of(
                        new Fault(
                                ErrorCode.NON_FINITE,
                                "delta: element " + bad + " is not a finite number"));
            }
            long beyond = Finite.firstBeyond(update.data(), LARGEST);
            return beyond < 0
                    ? Optional.empty()
                    : Optional.of(
                            new Fault(
                                    ErrorCode.BAD_UPDATE,
                                    "delta: element " + beyond + " is larger than " + LARGEST));
        } catch (FoedusException e) {
            if (e.code() != ErrorCode.BAD_MODEL) {
                throw e;
            }
            return Optional.of(new Fault(ErrorCode.BAD_UPDATE, e.reason()));
        }
    }
}
