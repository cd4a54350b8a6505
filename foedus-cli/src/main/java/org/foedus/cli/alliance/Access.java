package org.foedus.cli.alliance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Texts;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.hub.HubHome;
import org.foedus.link.address.HubAddress;
import org.foedus.link.client.HubTarget;
import org.foedus.link.client.Pause;
import org.foedus.link.client.ProxyChoice;
import org.foedus.link.hub.HubClient;
import org.foedus.link.mirror.Mirror;
import org.foedus.link.mirror.VerifiedLines;
import org.foedus.node.home.NodeHome;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.EntryCodec;
import org.jspecify.annotations.Nullable;

/// One key's way into the alliance: signed in to the hub, with a mirror of the ledger.
public final class Access implements AutoCloseable {
    private static final Duration FOLLOW = Duration.ofSeconds(10);

    /// How long a hub may take to begin.
    private static final Duration BEGIN = Duration.ofSeconds(15);

    private static final Duration AGAIN = Duration.ofMillis(200);
    private static final int PAGE = 256;

    private final HubClient hub;
    private final PublicKey identity;
    private final Path mirrorFolder;
    private final Api.Session session;
    private @Nullable Mirror mirror;

    private Access(HubTarget target, PublicKey identity, Path mirrorFolder, Signer signer) {
        this.hub = HubClient.of(target, WallClock.real());
        this.identity = identity;
        this.mirrorFolder = mirrorFolder;
        try {
            this.session = hub.signIn(signer);
        } catch (FoedusException e) {
            hub.close();
            throw e;
        }
    }

    /// Only if the hub knows the key as a party's.
    private Access required() {
        try {
            requireParty();
            return this;
        } catch (FoedusException e) {
            close();
            throw e;
        }
    }

    /// Also if the key is no party's any more, its member suspended or gone, so that the hub says
    /// by which rule it refuses what the key signs; but not before anything of the ledger is here.
    private Access remembered() {
        return known() || mirror().size() == 0 ? required() : this;
    }

    private boolean known() {
        return switch (session.party()) {
            case "applicant", "unknown", "withdrawn", "expelled", "rejected" -> false;
            default -> true;
        };
    }

    private void requireParty() {
        switch (session.party()) {
            case "applicant" ->
                    throw new FoedusException(
                            ErrorCode.NOT_ALLOWED,
                            "the application is not decided yet: its full members vote (foedus"
                                    + " vote)");
            case "withdrawn", "expelled", "rejected" -> throw former(session.party());
            case "unknown" ->
                    throw new FoedusException(
                            ErrorCode.NOT_ALLOWED,
                            "the alliance knows no member with this key: join first (foedus join),"
                                    + " or the key was revoked or replaced");
            default -> {
                // the operator, an organisation or a node; also one whose member is suspended
            }
        }
    }

    private static FoedusException former(String standing) {
        return new FoedusException(
                ErrorCode.NOT_ALLOWED,
                (standing.equals("rejected")
                                ? "the application was rejected"
                                : "this organisation is no longer a member (" + standing + ")")
                        + ": apply again with a new invitation, in a folder of its own (foedus join"
                        + " INVITATION --home OTHER)");
    }

    /// As the operator, by the hub's identity key.
    public static Access operator(HubHome home) {
        var identity = home.identity();
        return new Access(target(home), identity.publicKey(), mirror(home), identity).required();
    }

    /// As the operator of a hub that may have been started a moment ago: waits until it answers,
    /// for [#BEGIN] at most.
    ///
    /// @param told that it is waited for
    private static Access operator(HubHome home, Consumer<String> told) {
        long until = System.nanoTime() + BEGIN.toNanos();
        for (int tries = 1; ; tries++) {
            try {
                return operator(home);
            } catch (FoedusException e) {
                if (e.code() != ErrorCode.HUB_UNREACHABLE || System.nanoTime() > until) {
                    throw e;
                }
                if (tries == 1) {
                    told.accept("waiting for the hub to answer: foedus hub start runs it");
                }
                pause(e);
            }
        }
    }

    private static void pause(FoedusException why) {
        try {
            Pause.sleeping().pause(AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw why;
        }
    }

    /// The hub itself, from its own machine.
    public static HubTarget target(HubHome home) {
        var settings = home.settings();
        return HubTarget.direct(
                local(settings.bind(), settings.port()), home.identity().publicKey().fingerprint());
    }

    /// Where the operator's own mirror lies.
    static Path mirror(HubHome home) {
        return home.folder().resolve("mirror");
    }

    /// How the hub's own machine reaches it.
    private static HubAddress local(String bind, int port) {
        return switch (bind) {
            case "0.0.0.0", "" -> new HubAddress("127.0.0.1", port);
            case "::", "[::]" -> new HubAddress("::1", port);
            default -> new HubAddress(bind, port);
        };
    }

    /// As a member, by its organisation key.
    public static Access organisation(NodeHome home) {
        return member(home, home.organisationKey());
    }

    /// As a member's node.
    public static Access node(NodeHome home) {
        return member(home, home.nodeKey());
    }

    private static Access member(NodeHome home, Signer signer) {
        return unchecked(home, signer).required();
    }

    private static Access unchecked(NodeHome home, Signer signer) {
        return new Access(target(home), home.hub().identity(), home.ledger(), signer);
    }

    /// To sign something with this key, whoever's it is by now: where the hub lets it read no more,
    /// [#state] is as it was last seen.
    public static Access signing(NodeHome home, Signer signer) {
        return unchecked(home, signer).remembered();
    }

    /// To sign something as whoever `home` belongs to, also if it may do no more than leave.
    public static Access signing(Path home) {
        if (!holdsNode(home)) {
            return asOperator(home);
        }
        var node = NodeHome.open(home);
        return signing(node, node.organisationKey());
    }

    /// Whether the hub knows a key as somebody's by now.
    public static boolean speaks(NodeHome home, Signer signer) {
        try (var by = unchecked(home, signer)) {
            return by.known();
        }
    }

    /// To leave, or to take an application back.
    public static Access leaving(NodeHome home) {
        return unchecked(home, home.organisationKey());
    }

    /// The hub that a node is pinned to, through whatever proxy its settings or the environment
    /// name.
    public static HubTarget target(NodeHome home) {
        var pin = home.hub();
        var first = HubAddress.parse(pin.addresses().getFirst());
        return pin.target(proxy(first, home.settings().proxy()));
    }

    /// The proxy between this machine and `hub`, or null.
    public static @Nullable HubAddress proxy(HubAddress hub, @Nullable String explicit) {
        return ProxyChoice.of(hub, explicit, properties(), System.getenv()).orElse(null);
    }

    private static Map<String, String> properties() {
        var properties = new TreeMap<String, String>();
        for (var name : System.getProperties().stringPropertyNames()) {
            properties.put(name, System.getProperty(name));
        }
        return properties;
    }

    /// As whoever `home` belongs to: a member, else the operator.
    public static Access of(Path home) {
        return holdsNode(home) ? organisation(NodeHome.open(home)) : asOperator(home);
    }

    /// As the operator if `home` holds a hub, which may have been started a moment ago, else as a
    /// member.
    ///
    /// @param told that it is waited for
    public static Access operatorFirst(Path home, Consumer<String> told) {
        return holdsHub(home)
                ? operator(HubHome.open(home), told)
                : organisation(NodeHome.open(home));
    }

    private static Access asOperator(Path home) {
        if (!holdsHub(home)) {
            throw nothingIn(home);
        }
        return operator(HubHome.open(home));
    }

    static FoedusException nothingIn(Path home) {
        return new FoedusException(
                ErrorCode.NOT_FOUND,
                "there is neither a hub nor a node in "
                        + home
                        + ": foedus hub init founds an alliance, foedus join joins one; --home"
                        + " names another folder");
    }

    public static boolean holdsHub(Path home) {
        return Files.isRegularFile(home.resolve("hub.json"));
    }

    public static boolean holdsNode(Path home) {
        return Files.isRegularFile(home.resolve("node.yaml"));
    }

    public HubClient hub() {
        return hub;
    }

    public Api.Session session() {
        return session;
    }

    /// The hub's identity key.
    public PublicKey identity() {
        return identity;
    }

    /// The mirror, opened at the first call and not brought up to date by later ones.
    public Mirror mirror() {
        var known = mirror;
        if (known == null) {
            known = Mirror.open(mirrorFolder, identity);
            mirror = known;
        }
        return known;
    }

    /// The alliance as the verified ledger tells it, up to now.
    public AllianceState state() {
        if (known()) {
            mirror().follow(hub, Duration.ZERO);
        }
        return mirror().state();
    }

    /// Long texts, as the verified ledger has them: from this machine's copy, and what is not yet
    /// written there from the hub.
    public Texts texts() {
        return index ->
                EntryCodec.read(new VerifiedLines(mirror(), hub).lines(index, 1).getFirst());
    }

    /// Exact bytes of every verified entry, in order, as [#texts] finds them.
    public void eachLine(ObjLongConsumer<Bytes> reader) {
        long size = mirror().size();
        for (long index = 0; index < size; ) {
            for (var line : new VerifiedLines(mirror(), hub).lines(index, PAGE)) {
                reader.accept(line, index++);
            }
        }
    }

    /// Asked before anything is signed.
    ///
    /// @throws org.foedus.core.error.FoedusException `HUB_BROKE_RULES` while an alarm stands here
    void requireTrust() {
        if (known()) {
            mirror().requireTrust();
        }
    }

    /// Submits a claim, unless the hub was caught at something that nobody has acknowledged here,
    /// and follows the mirror past it: what was acknowledged to a person is also in that person's
    /// copy of the ledger, from which a hub that loses it gets it back.
    public Api.ClaimAnswer submit(
            Function<Claim.Header, ? extends Claim> claim, List<Body> bodies) {
        requireTrust();
        var answer = hub.submit(claim, bodies);
        followPast(answer);
        return answer;
    }

    /// Follows the mirror past the entry of a claim, if it has one.
    public void followPast(Api.ClaimAnswer answer) {
        answer.index().ifPresent(this::followPast);
    }

    private void followPast(long index) {
        while (known() && mirror().size() <= index) {
            mirror().follow(hub, FOLLOW);
        }
    }

    /// May be called more than once.
    @Override
    public void close() {
        var open = mirror;
        mirror = null;
        if (open != null) {
            open.close();
        }
        hub.close();
    }
}
