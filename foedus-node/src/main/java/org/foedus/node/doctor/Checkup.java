package org.foedus.node.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Inbox;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Signer;
import org.foedus.engine.Engine;
import org.foedus.link.client.HubTarget;
import org.foedus.link.hub.HubClient;
import org.foedus.link.mirror.Mirror;
import org.foedus.node.home.NodeHome;
import org.foedus.portal.Check.Verdict;
import org.foedus.portal.Check.What;
import org.foedus.protocol.api.Api;

/// Looks at one thing after the other and tells what it finds.
public final class Checkup {
    private static final long LEAST_FREE_BYTES = 1L << 30;
    private static final long NOTHING_LEFT_BYTES = 64L << 20;
    private static final Duration TOLERATED_SKEW = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final String version;
    private final Consumer<Finding> told;

    /// @param version of this Foedus
    /// @param told each finding, as it is made
    public Checkup(InstantSource clock, String version, Consumer<Finding> told) {
        this.clock = clock;
        this.version = version;
        this.told = told;
    }

    /// @param detail which of several: an engine's name; empty where there is one
    /// @param code of the failure
    public record Finding(
            Verdict verdict, What what, String detail, Optional<ErrorCode> code, String text) {
        /// In one or two words of English.
        public String label() {
            var name = what.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            return name + detail;
        }
    }

    public void java() {
        say(What.JAVA, Runtime.version().toString());
    }

    public void disk(Path home) {
        try {
            var existing = home;
            while (!Files.exists(existing) && existing.getParent() != null) {
                existing = existing.getParent();
            }
            long free = Files.getFileStore(existing).getUsableSpace();
            var found = (free >> 20) + " MiB free at " + existing;
            if (!Files.isWritable(existing)) {
                refuse(
                        What.DISK,
                        ErrorCode.IO_FAILED,
                        existing + " can't be written: change its owner, or use --home");
            } else if (free < NOTHING_LEFT_BYTES) {
                refuse(
                        What.DISK,
                        ErrorCode.DISK_FULL,
                        found + ": free some, or move the folder and name it by --home");
            } else if (free < LEAST_FREE_BYTES) {
                warn(What.DISK, found + ": that is not much for models and updates");
            } else {
                say(What.DISK, found);
            }
        } catch (IOException e) {
            refuse(
                    What.DISK,
                    ErrorCode.IO_FAILED,
                    "cannot look at " + home + ": " + e.getMessage());
        }
    }

    public void engines() {
        for (var engine : ServiceLoader.load(Engine.class)) {
            var why = engine.unavailable();
            told.accept(
                    new Finding(
                            why.isPresent() ? Verdict.WARN : Verdict.OK,
                            What.ENGINE,
                            " " + engine.name(),
                            Optional.empty(),
                            why.orElseGet(engine::device)));
        }
    }

    /// A node's folder, and its way to the hub.
    public void node(NodeHome home, Supplier<HubTarget> target) {
        key(What.ORGANISATION_KEY, home::organisationKey);
        key(What.NODE_KEY, home::nodeKey);
        check(
                What.POLICY,
                () -> home.policy().rules().size() + " rules; what none permits waits for you");
        check(What.DATASETS, () -> home.datasets().names().toString());
        open(What.MIRROR, () -> Mirror.open(home.ledger(), home.hub().identity()))
                .ifPresent(m -> mirror(m, home, target));
        open(What.HUB, target)
                .ifPresent(t -> {
                    say(What.PROXY, t.proxy() == null ? "none" : "through " + t.proxy());
                    reach(t);
                });
    }

    private void mirror(Mirror opened, NodeHome home, Supplier<HubTarget> target) {
        try (var mirror = opened) {
            follow(mirror, home, target);
            stakes(mirror.state(), home);
            var alarms = mirror.alarms();
            var standing = mirror.standing();
            if (!standing.isEmpty()) {
                var more = standing.size() - 1;
                refuse(
                        What.MIRROR,
                        ErrorCode.HUB_BROKE_RULES,
                        standing.getFirst().text()
                                + (more > 0 ? "; and " + more + " more" : "")
                                + ": foedus alarms");
            } else if (!alarms.isEmpty()) {
                warn(
                        What.MIRROR,
                        mirror.size()
                                + " entries; you acknowledged that the hub broke the rules: foedus"
                                + " alarms");
            } else {
                say(What.MIRROR, mirror.size() + " entries, verified");
            }
        }
    }

    /// Whether others vote on replacing this member's key.
    private void stakes(AllianceState state, NodeHome home) {
        for (var proposal : Inbox.keyAtStake(state, home.settings().member())) {
            warn(
                    What.ORGANISATION_KEY,
                    "is to be replaced by the vote on "
                            + proposal.id()
                            + ", which closes "
                            + proposal.poll().closes()
                            + "; if you hold it: foedus proposal stop "
                            + proposal.id());
        }
    }

    /// Where the hub answers; what keeps it from that is told below.
    private void follow(Mirror mirror, NodeHome home, Supplier<HubTarget> target) {
        try (var hub = HubClient.of(target.get(), clock)) {
            hub.signIn(home.nodeKey());
            mirror.follow(hub, Duration.ZERO);
        } catch (FoedusException e) {
            if (e.code() == ErrorCode.UNKNOWN_ENTRY) {
                refuse(What.MIRROR, e.code(), e.reason());
            }
        }
    }

    /// Goes to the hub, trusting its identity key alone; says what stood in the way.
    public boolean reach(HubTarget target) {
        try (var hub = HubClient.of(target, clock)) {
            var statement = hub.statement();
            clock(Duration.between(statement.at(), clock.instant()).abs());
            version(statement);
            say(What.TLS, "TLS 1.3, pinned to the hub's identity key");
            say(What.HUB, statement.allianceName() + " at " + target.addresses());
            return true;
        } catch (FoedusException e) {
            var what = what(e.code());
            var detail = what == What.HUB && target.proxy() != null ? ", by proxy" : "";
            told.accept(new Finding(Verdict.FAIL, what, detail, Optional.of(e.code()), e.reason()));
            return false;
        }
    }

    /// Which of the things it looks at an error of the connection is about.
    private static What what(ErrorCode code) {
        return switch (code) {
            case CLOCK_SKEW -> What.CLOCK;
            case TLS_INTERCEPTED -> What.TLS;
            case WRONG_HUB_KEY -> What.HUB_KEY;
            default -> What.HUB;
        };
    }

    private void clock(Duration skew) {
        if (skew.compareTo(TOLERATED_SKEW) > 0) {
            warn(
                    What.CLOCK,
                    "differs from the hub's by " + skew.toSeconds() + " s: set it, by NTP");
        } else {
            say(What.CLOCK, "as the hub's");
        }
    }

    private void version(Api.Statement hub) {
        if (hub.api() != Api.VERSION) {
            refuse(
                    What.VERSION,
                    ErrorCode.WRONG_STATE,
                    "the hub speaks API version "
                            + hub.api()
                            + ", this is "
                            + Api.VERSION
                            + ": install Foedus "
                            + hub.version());
        } else if (!hub.version().equals(version)) {
            warn(
                    What.VERSION,
                    version + " here, " + hub.version() + " at the hub: install the same");
        } else {
            say(What.VERSION, version + ", as the hub");
        }
    }

    public void key(What what, Supplier<Signer> load) {
        check(what, () -> load.get().publicKey().fingerprint().shortHex() + "…, for you alone");
    }

    private void check(What what, Supplier<String> look) {
        open(what, look).ifPresent(found -> say(what, found));
    }

    /// What `look` finds; a failure is told.
    public <T> Optional<T> open(What what, Supplier<T> look) {
        try {
            return Optional.of(look.get());
        } catch (FoedusException e) {
            refuse(what, e.code(), e.reason());
            return Optional.empty();
        }
    }

    public void say(What what, String text) {
        told.accept(new Finding(Verdict.OK, what, "", Optional.empty(), text));
    }

    public void warn(What what, String text) {
        told.accept(new Finding(Verdict.WARN, what, "", Optional.empty(), text));
    }

    public void refuse(What what, ErrorCode code, String text) {
        told.accept(new Finding(Verdict.FAIL, what, "", Optional.of(code), text));
    }
}
