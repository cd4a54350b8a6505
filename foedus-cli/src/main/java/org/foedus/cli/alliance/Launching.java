package org.foedus.cli.alliance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;
import org.foedus.link.keys.FileFailure;
import org.foedus.portal.act.Opening;
import org.foedus.protocol.form.CommuniqueForm;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.model.Architectures;

/// What members publish: mandates, runs under them, communiqués.
public final class Launching {
    private Launching() {}

    public static void publish(Access by, Instruction mandate) {
        by.submit(h -> Opening.mandate(h, mandate), List.of());
    }

    public static void publish(Access by, CommuniqueForm.Draft draft) {
        by.submit(
                h ->
                        new CommuniqueClaim.PublishCommunique(
                                h,
                                draft.id(),
                                draft.language(),
                                draft.texts(),
                                draft.voice(),
                                draft.about(),
                                draft.audience()),
                List.of());
    }

    /// A started run.
    ///
    /// @param planDigest what nodes consent to
    public record Started(RunId run, Sha256 planDigest, Sha256 initialModel) {}

    /// Draws the initial weights from the plan's seed, uploads them, and starts the run.
    public static Started start(Access by, RunId run, RunPlan plan) {
        var weights = Bytes.of(initialWeights(plan));
        var model = weights.sha256();
        upload(by, weights, model);
        return start(by, run, plan.startingFrom(model, weights.length()), model);
    }

    /// Starts the run from a model that the alliance has; nothing is uploaded.
    public static Started start(Access by, RunId run, RunPlan plan, Models.Version from) {
        return start(by, run, plan.startingFrom(from.model(), from.bytes()), from.model());
    }

    private static Started start(Access by, RunId run, RunPlan started, Sha256 model) {
        var digest = ClaimCodec.planDigest(started);
        by.submit(h -> new Claim.StartRun(h, run, started, digest), List.of());
        return new Started(run, digest, model);
    }

    /// The model that a run under `plan` starts from, as a safetensors file.
    public static byte[] initialWeights(RunPlan plan) {
        var name = plan.model().architecture();
        var architecture =
                Architectures.named(name)
                        .orElseThrow(() ->
                                new FoedusException(
                                        ErrorCode.BAD_PLAN,
                                        "model.architecture: expected one of "
                                                + Architectures.all().stream()
                                                        .map(a -> a.name())
                                                        .toList()
                                                + ", found '"
                                                + name
                                                + "'"));
        return Architectures.initialise(architecture, plan.model().seed());
    }

    private static void upload(Access by, Bytes weights, Sha256 model) {
        Path file = null;
        try {
            file = Files.createTempFile("foedus-model", ".safetensors");
            Files.write(file, weights.array());
            by.hub().upload(file, model, weights.length(), "model");
        } catch (IOException e) {
            throw FileFailure.of("write the initial model to a temporary file", e);
        } finally {
            delete(file);
        }
    }

    private static void delete(@org.jspecify.annotations.Nullable Path file) {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // a leftover in the temporary folder harms nobody
            }
        }
    }

    /// The first of `run-1`, `run-2`, … that is free.
    public static RunId freeId(Access by) {
        var runs = by.state().runs();
        int number = runs.size() + 1;
        while (runs.containsKey(new RunId("run-" + number))) {
            number++;
        }
        return new RunId("run-" + number);
    }

    public static void stop(Access by, RunId run, String reason) {
        by.submit(h -> new Claim.StopRun(h, run, reason), List.of());
    }
}
