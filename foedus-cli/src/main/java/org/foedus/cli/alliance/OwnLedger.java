package org.foedus.cli.alliance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.foedus.core.error.FoedusException;
import org.foedus.hub.HubHome;
import org.foedus.link.mirror.Mirror;
import org.foedus.node.home.NodeHome;

/// A member's own verified copy of the ledger, brought up to date where the hub answers; what is
/// here counts, whatever the hub says.
public final class OwnLedger implements AutoCloseable {
    private final Mirror mirror;
    private final Optional<FoedusException> trouble;

    private OwnLedger(Mirror mirror, Optional<FoedusException> trouble) {
        this.mirror = mirror;
        this.trouble = trouble;
    }

    /// @param offline whether the hub is not asked
    public static OwnLedger open(Path home, boolean offline) {
        var mirror = mirror(home);
        return new OwnLedger(mirror, offline ? Optional.empty() : follow(home, mirror));
    }

    private static Mirror mirror(Path home) {
        var clock = WallClock.real();
        if (Access.holdsNode(home) || !Access.holdsHub(home)) {
            var node = NodeHome.open(home);
            return Mirror.open(node.ledger(), node.hub().identity(), clock);
        }
        var hub = HubHome.open(home);
        return Mirror.open(Access.mirror(hub), hub.identity().publicKey(), clock);
    }

    private static Optional<FoedusException> follow(Path home, Mirror mirror) {
        try (var by = Access.of(home)) {
            mirror.follow(by.hub(), Duration.ZERO);
            return Optional.empty();
        } catch (FoedusException e) {
            return Optional.of(e);
        }
    }

    public Mirror mirror() {
        return mirror;
    }

    /// Why the copy is not up to date.
    public Optional<FoedusException> trouble() {
        return trouble;
    }

    @Override
    public void close() {
        mirror.close();
    }
}
