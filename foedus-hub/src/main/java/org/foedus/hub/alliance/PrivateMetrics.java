package org.foedus.hub.alliance;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.foedus.core.claim.Claim;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.protocol.json.Json;

/// What a node measured and only some may see: a JSON object of names and finite numbers. Read when
/// the claim comes, so that a publication never meets anything else.
final class PrivateMetrics {
    private static final int MOST = 64;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    private PrivateMetrics() {}

    /// What is wrong with the metrics among a claim's bodies, if it has some.
    static Optional<HubLogic.Fault> fault(Claim claim, List<Body> bodies) {
        if (claim instanceof Claim.WorkDone done && done.privateMetrics().isPresent()) {
            for (var body : bodies) {
                if (body.digest().equals(done.privateMetrics().get())) {
                    return fault(body);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<HubLogic.Fault> fault(Body body) {
        try {
            read(body);
            return Optional.empty();
        } catch (FoedusException e) {
            return Optional.of(new HubLogic.Fault(ErrorCode.BAD_UPDATE, e.reason()));
        }
    }

    /// @throws FoedusException `BAD_UPDATE` if they are none
    static SortedMap<String, Double> read(Body body) {
        var tree = tree(body);
        if (!tree.isObject() || tree.size() > MOST) {
            throw bad("expected a JSON object of at most " + MOST + " numbers");
        }
        var metrics = new TreeMap<String, Double>();
        for (var property : tree.properties()) {
            if (!NAME.matcher(property.getKey()).matches()) {
                throw bad("a name has 1 to 64 of a-z, 0-9 and _, and begins with a letter");
            }
            double value = property.getValue().asDouble(Double.NaN);
            if (!property.getValue().isNumber() || !Double.isFinite(value)) {
                throw bad(property.getKey() + ": expected a finite number");
            }
            metrics.put(property.getKey(), value);
        }
        return metrics;
    }

    private static tools.jackson.databind.JsonNode tree(Body body) {
        try {
            return Json.tree(body.content().array());
        } catch (FoedusException e) {
            throw bad("not JSON");
        }
    }

    private static FoedusException bad(String what) {
        return new FoedusException(ErrorCode.BAD_UPDATE, "private_metrics: " + what);
    }
}
