package org.foedus.hub.http;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.BiFunction;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.PublicKey;
import org.foedus.hub.alliance.HubLogic;
import org.foedus.link.address.HubAddress;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.Json;

/// Making the ledger whole again, and where the hub is.
///
/// A hub that lost its ledger knows no members, so any key that signed in may give back: what it
/// gives proves itself. While a ledger is not whole, nothing else is answered.
final class RecoveryRoutes {
    private static final Logger LOG = System.getLogger("org.foedus.hub.recovery");
    private static final String RECOVERY = Api.PREFIX + "/recovery";
    private static final int MAX_ADDRESSES = 16;

    private final Door door;
    private final PublicKey hub;

    RecoveryRoutes(Door door, PublicKey hub) {
        this.door = door;
        this.hub = hub;
    }

    void register(Switchboard routes) {
        routes.get(RECOVERY, this::status);
        routes.post(RECOVERY + "/checkpoint", this::shown);
        routes.post(RECOVERY + "/entries", this::givenBack);
        routes.post(RECOVERY + "/go-on", this::goOn);
        routes.post(Api.PREFIX + "/hub/addresses", this::addresses);
    }

    /// Refuses a route that can't be answered from a ledger that is not whole.
    void requireWhole(Switchboard.Route route) {
        if (!open(route.pattern())) {
            door.runtime().read(RecoveryRoutes::requireWhole);
        }
    }

    private static boolean requireWhole(HubLogic logic) {
        logic.recovering().requireWhole();
        return true;
    }

    private static boolean open(String path) {
        return path.equals(Api.PREFIX + "/hub")
                || path.startsWith(Api.PREFIX + "/session")
                || path.startsWith(Api.PREFIX + "/openapi")
                || path.startsWith(RECOVERY)
                || path.equals("/healthz")
                || path.equals("/metrics");
    }

    private void status(Exchange ctx) {
        door.signedIn(ctx);
        answer(ctx, (l, now) -> l.recovering().status(now));
    }

    private void shown(Exchange ctx) {
        var by = door.signedIn(ctx);
        var shown = Json.read(door.body(ctx, Api.MAX_APPLICATION_BYTES), Api.Shown.class);
        boolean before = door.runtime().read(l -> l.recovering().active());
        judged(by, () -> answer(ctx, (l, now) -> l.recovering().shown(by, shown, now)));
        if (!before && door.runtime().read(l -> l.recovering().active())) {
            LOG.log(
                    Level.ERROR,
                    "ledger.lost: a member holds more entries than this hub, signed by it; the hub"
                            + " serves again when it has them back by="
                            + name(by));
        }
    }

    private void givenBack(Exchange ctx) {
        var by = door.signedIn(ctx);
        var given = Json.read(door.body(ctx, Api.MAX_REQUEST_BYTES), Api.GivenBack.class);
        judged(by, () -> answer(ctx, (l, now) -> l.recovering().givenBack(by, given, now)));
        LOG.log(
                Level.INFO,
                "ledger.given-back from="
                        + given.from()
                        + " entries="
                        + given.entries().size()
                        + " by="
                        + name(by));
    }

    private void judged(PublicKey by, Runnable step) {
        try {
            step.run();
        } catch (FoedusException e) {
            LOG.log(Level.ERROR, "mirror.refused by=" + name(by) + ": " + e.reason());
            throw e;
        }
    }

    private String name(PublicKey key) {
        return door.runtime()
                .read(l -> l.state().party(key))
                .map(p -> p.label())
                .orElse("key " + key.fingerprint().shortHex());
    }

    private void goOn(Exchange ctx) {
        requireOperator(ctx);
        answer(ctx, (l, now) -> l.recovering().goOn(now));
    }

    private void addresses(Exchange ctx) {
        requireOperator(ctx);
        var named =
                Json.read(door.body(ctx, Api.MAX_SIGN_IN_BYTES), Api.Addresses.class).addresses();
        if (named.isEmpty() || named.size() > MAX_ADDRESSES) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST, "addresses: expected 1 to " + MAX_ADDRESSES);
        }
        List<String> parsed = named.stream().map(a -> HubAddress.parse(a).toString()).toList();
        door.runtime()
                .change(l -> {
                    l.moved(parsed);
                    return true;
                });
        ctx.status(204);
    }

    private void requireOperator(Exchange ctx) {
        if (!door.signedIn(ctx).equals(hub)) {
            throw new FoedusException(
                    ErrorCode.NOT_ALLOWED, "this is for the operator, with the hub's identity key");
        }
    }

    private void answer(Exchange ctx, BiFunction<HubLogic, java.time.Instant, Api.Recovery> body) {
        var now = door.runtime().now();
        Door.json(ctx, door.runtime().change(l -> body.apply(l, now)));
    }
}
