package org.foedus.cli.alliance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.hub.HubHome;
import org.foedus.link.client.HubTarget;
import org.foedus.link.hub.HubClient;
import org.foedus.link.mirror.Mirror;
import org.foedus.node.home.NodeHome;

/// A key that signed in to a hub which may have lost its ledger, and so knows nobody.
public final class Visitor implements AutoCloseable {
    private final HubClient hub;
    private final PublicKey identity;
    private final Path mirrorFolder;

    private Visitor(HubTarget target, PublicKey identity, Path mirrorFolder, Signer signer) {
        this.hub = HubClient.of(target, WallClock.real());
        this.identity = identity;
        this.mirrorFolder = mirrorFolder;
        try {
            hub.signIn(signer);
        } catch (FoedusException e) {
            hub.close();
            throw e;
        }
    }

    /// As whoever `home` belongs to: a node, else the operator.
    public static Visitor of(Path home) {
        return Access.holdsNode(home) ? node(NodeHome.open(home)) : operator(home);
    }

    private static Visitor node(NodeHome home) {
        return new Visitor(
                Access.target(home), home.hub().identity(), home.ledger(), home.nodeKey());
    }

    public static Visitor operator(Path home) {
        var hub = HubHome.open(home);
        var signer = hub.identity();
        return new Visitor(Access.target(hub), signer.publicKey(), Access.mirror(hub), signer);
    }

    public HubClient hub() {
        return hub;
    }

    /// What the ledger tells, up to now; empty if the hub does not know this key.
    public Optional<AllianceState> state() {
        try (var mirror = Mirror.open(mirrorFolder, identity)) {
            mirror.follow(hub, Duration.ZERO);
            return Optional.of(mirror.state());
        } catch (FoedusException e) {
            if (e.code() == ErrorCode.NOT_SIGNED_IN) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// Gives the hub what the mirror here holds.
    public void giveBack() {
        try (var mirror = Mirror.open(mirrorFolder, identity)) {
            mirror.giveBack(hub);
        }
    }

    @Override
    public void close() {
        hub.close();
    }
}
