package org.foedus.cli.alliance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.hub.HubHome;
import org.foedus.link.client.HubTarget;
import org.foedus.link.hub.HubClient;
import org.foedus.link.mirror.Alarm;
import org.foedus.link.mirror.Mirror;
import org.foedus.node.home.NodeHome;
import org.foedus.protocol.api.Api;

/// Where whoever owns a folder stands in the alliance, as far as it can be told now: from the
/// verified ledger, up to date if the hub answers, else as it was last seen.
///
/// @param alarms what the hub was caught at, also what was acknowledged
/// @param standing the alarms among them that were not, and those that keep the copy from going on
/// @param stopped why the copy here can't go on, if it can't
/// @param state empty where this folder holds nothing of the ledger yet, as an applicant's does
public record Standing(
        Self self,
        Hub hub,
        Optional<AllianceState> state,
        List<Alarm> alarms,
        List<Alarm> standing,
        Optional<FoedusException> stopped) {
    public Standing {
        alarms = List.copyOf(alarms);
        standing = List.copyOf(standing);
    }

    /// Whose folder it is.
    public sealed interface Self {
        /// The machine of the hub.
        record Operator(HubHome home) implements Self {}

        /// A member's, or that of an organisation that would like to be one.
        record Organisation(NodeHome home, MemberId member, NodeId node) implements Self {}
    }

    /// Whether the hub answers.
    public sealed interface Hub {
        /// @param party how it knows this folder's key: `operator`, `organisation`, `node`,
        ///   `applicant`, `unknown`, or what became of it: `suspended`, `withdrawn`, `expelled`,
        ///   `rejected`
        record Reached(Api.Statement statement, String party) implements Hub {}

        record Lost(ErrorCode code, String why) implements Hub {}
    }

    /// Looks at `home` and asks its hub.
    ///
    /// @throws FoedusException `NOT_FOUND` if it holds neither a hub nor a node; what is wrong with
    ///   the keys or the mirror in it
    public static Standing of(Path home) {
        if (Access.holdsNode(home)) {
            return of(NodeHome.open(home));
        }
        if (Access.holdsHub(home)) {
            return of(HubHome.open(home));
        }
        throw Access.nothingIn(home);
    }

    private static Standing of(NodeHome home) {
        var settings = home.settings();
        var key =
                Files.exists(home.organisationKeyFile()) ? home.organisationKey() : home.nodeKey();
        return of(
                new Self.Organisation(home, settings.member(), settings.node()),
                Access.target(home),
                key,
                home.hub().identity(),
                home.ledger());
    }

    private static Standing of(HubHome home) {
        var identity = home.identity();
        return of(
                new Self.Operator(home),
                Access.target(home),
                identity,
                identity.publicKey(),
                Access.mirror(home));
    }

    private static Standing of(
            Self self, HubTarget target, Signer key, PublicKey identity, Path ledger) {
        try (var client = HubClient.of(target, WallClock.real());
                var mirror = Mirror.open(ledger, identity)) {
            var hub = ask(client, key);
            var stopped =
                    hub instanceof Hub.Reached reached && mayRead(reached)
                            ? follow(mirror, client)
                            : Optional.<FoedusException>empty();
            var state = Optional.of(mirror.state()).filter(s -> s.size() > 0);
            return new Standing(self, hub, state, mirror.alarms(), mirror.standing(), stopped);
        }
    }

    /// What the hub is caught at, or a newer release wrote, is told with all the rest.
    private static Optional<FoedusException> follow(Mirror mirror, HubClient client) {
        try {
            mirror.follow(client, Duration.ZERO);
            return Optional.empty();
        } catch (FoedusException e) {
            boolean told =
                    switch (e.code()) {
                        case HUB_BROKE_RULES, UNKNOWN_ENTRY -> true;
                        case VERIFICATION_FAILED -> !mirror.standing().isEmpty();
                        default -> false;
                    };
            if (!told) {
                throw e;
            }
            return Optional.of(e);
        }
    }

    private static boolean mayRead(Hub.Reached hub) {
        return switch (hub.party()) {
            case "operator", "organisation", "node", "suspended" -> true;
            default -> false;
        };
    }

    private static Hub ask(HubClient client, Signer key) {
        try {
            var statement = client.statement();
            return new Hub.Reached(statement, client.signIn(key).party());
        } catch (FoedusException e) {
            return new Hub.Lost(e.code(), e.reason());
        }
    }
}
