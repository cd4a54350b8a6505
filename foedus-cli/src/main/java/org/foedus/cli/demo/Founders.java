package org.foedus.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Founding;
import org.foedus.cli.alliance.Joining;
import org.foedus.cli.alliance.Launching;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.Choice;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.run.RunPlan;
import org.foedus.engine.Examples;
import org.foedus.engine.data.DatasetSpec;
import org.foedus.engine.data.IdxWriter;
import org.foedus.hub.HubHome;
import org.foedus.link.keys.FileFailure;
import org.foedus.node.home.NodeHome;
import org.foedus.node.home.NodeLimits;
import org.foedus.node.home.NodeSettings;

/// From the charter to a running alliance: every step as its people would take it, over the
/// network.
final class Founders {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration INVITATION_LIFE = Duration.ofHours(1);
    private static final Duration HUB_START = Duration.ofSeconds(60);
    private static final Duration DUE = Duration.ofDays(30);
    private static final int HUB_HEAP_MIB = 96;
    private static final int NODE_HEAP_MIB = 64;
    private static final int PIXELS = 28;

    /// How often a node's data lies in its heap: as read, as split, and in batches.
    private static final int COPIES = 3;

    private final DemoSettings settings;
    private final Stage stage;
    private final Fleet fleet;
    private final List<Cast.Player> cast;

    Founders(DemoSettings settings, Stage stage, Fleet fleet, List<Cast.Player> cast) {
        this.settings = settings;
        this.stage = stage;
        this.fleet = fleet;
        this.cast = cast;
    }

    /// Founds the alliance and starts its hub; does not wait for it.
    Founding.Founded found(Charter charter) {
        int port = freePort();
        var founded =
                Founding.found(
                        settings.folder().resolve("hub"),
                        charter,
                        List.of(LOOPBACK + ":" + port),
                        LOOPBACK,
                        port,
                        List.of());
        fleet.launch(
                Fleet.HUB,
                HUB_HEAP_MIB,
                List.of("hub", "start", "--home", founded.home().folder().toString()));
        stage.event(
                "founded",
                json ->
                        json.put("name", charter.name())
                                .put("alliance", founded.alliance().hex())
                                .put("fingerprint", founded.fingerprint().hex())
                                .put("address", LOOPBACK + ":" + port));
        return founded;
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral(LOOPBACK))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw FileFailure.of("find a free port", e);
        }
    }

    void awaitHub(HubHome hub) {
        int port = hub.settings().port();
        fleet.await("starting the hub", HUB_START, () -> listens(port));
    }

    private static boolean listens(int port) {
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// Invites and admits everyone, in turn: the lead by the charter, the others by the votes of
    /// the full members so far. Each node starts as soon as it has its data and its policy.
    void admit(Access operator, Shares shares, RunPlan plan) {
        var voters = new ArrayList<Access>();
        try {
            for (int i = 0; i < cast.size(); i++) {
                var player = cast.get(i);
                var joined = join(operator, player);
                prepare(joined.home(), player, shares, i, plan);
                launch(player, shares.of().get(i), i == 0 ? shares.heldOut().size() : 0);
                var votes = vote(voters, player, joined.admitted());
                if (player.votes()) {
                    voters.add(Access.organisation(joined.home()));
                }
                tell(player, shares, i, votes);
            }
        } finally {
            voters.forEach(Access::close);
        }
    }

    private Joining.Joined join(Access operator, Cast.Player player) {
        var invitation =
                Joining.invite(
                        operator,
                        Optional.of(player.member()),
                        player.founder().memberClass(),
                        INVITATION_LIFE);
        var node =
                new NodeSettings(
                        player.member(),
                        player.node(),
                        settings.engine(),
                        1,
                        null,
                        NodeLimits.NONE);
        return Joining.join(
                player.home(),
                invitation,
                new Joining.Form(
                        node, player.name(), player.founder().country(), Optional.empty()));
    }

    /// Every full member so far votes yes; the ballot may be decided before the last.
    private static int vote(List<Access> voters, Cast.Player applicant, boolean admitted) {
        int votes = 0;
        for (var voter : voters) {
            if (!admitted && open(voter, applicant)) {
                Joining.vote(voter, applicant.member(), Choice.YES);
                votes++;
            }
        }
        return votes;
    }

    private static boolean open(Access voter, Cast.Player applicant) {
        var application = voter.state().applications().get(applicant.member());
        return application != null && application.open();
    }

    private void prepare(
            NodeHome home, Cast.Player player, Shares shares, int index, RunPlan plan) {
        var book = home.datasets();
        book = book.with(Script.TRAINING_DATA, write(home, "train", shares.of().get(index)));
        if (index == 0) {
            book = book.with(Script.HELD_OUT, write(home, "held-out", shares.heldOut()));
        }
        home.keep(book);
        try {
            Files.writeString(
                    home.policyFile(),
                    Script.policy(plan, cast.getFirst().member()),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw FileFailure.of("write the policy of " + player.member(), e);
        }
    }

    private static DatasetSpec write(NodeHome home, String name, Examples examples) {
        var images = Path.of("data", name + "-images-idx3-ubyte.gz");
        var labels = Path.of("data", name + "-labels-idx1-ubyte.gz");
        try {
            Files.createDirectories(home.folder().resolve("data"));
        } catch (IOException e) {
            throw FileFailure.of("create " + home.folder().resolve("data"), e);
        }
        IdxWriter.write(
                examples,
                PIXELS,
                PIXELS,
                home.folder().resolve(images),
                home.folder().resolve(labels));
        return DatasetSpec.idx(images.toString(), labels.toString());
    }

    private void launch(Cast.Player player, Examples share, int heldOut) {
        long bytes = (long) (share.size() + heldOut) * share.width() * Float.BYTES * COPIES;
        fleet.launch(
                player.node().value(),
                NODE_HEAP_MIB + (int) (bytes >> 20),
                List.of("node", "start", "--home", player.home().toString()));
    }

    private void tell(Cast.Player player, Shares shares, int index, int votes) {
        var histogram = shares.histogram(index);
        int examples = shares.of().get(index).size();
        stage.say(
                String.format(
                        java.util.Locale.ROOT,
                        "  %s  %-38s %6d pictures  %s  %s",
                        player.flag(),
                        player.name(),
                        examples,
                        histogram.bars(),
                        switch (votes) {
                            case 0 -> "leads, by the charter";
                            case 1 -> "admitted by 1 vote";
                            default -> "admitted by " + votes + " votes";
                        }));
        stage.event(
                "admitted",
                json -> {
                    json.put("member", player.member().value())
                            .put("name", player.name())
                            .put("country", player.founder().country())
                            .put(
                                    "class",
                                    player.founder()
                                            .memberClass()
                                            .name()
                                            .toLowerCase(java.util.Locale.ROOT))
                            .put("examples", examples)
                            .put("votes", votes);
                    var classes = json.putArray("histogram");
                    histogram.counts().forEach(classes::add);
                });
    }

    /// The lead publishes the mandate and starts the run under it.
    Launching.Started start(Instruction mandate, RunPlan plan) {
        var lead = cast.getFirst();
        try (var access = Access.organisation(NodeHome.open(lead.home()))) {
            var due = Instant.now().plus(DUE).truncatedTo(ChronoUnit.SECONDS);
            var now =
                    new Instruction(
                            mandate.id(),
                            mandate.title(),
                            mandate.text(),
                            lead.member(),
                            due,
                            mandate.tasks().stream()
                                    .map(t ->
                                            new org.foedus.core.mandate.Mandate.Task(
                                                    t.title(),
                                                    t.due().isBefore(due) ? t.due() : due))
                                    .toList(),
                            mandate.terms());
            Launching.publish(access, now);
            var started = Launching.start(access, Launching.freeId(access), plan);
            stage.event(
                    "run",
                    json ->
                            json.put("run", started.run().value())
                                    .put("mandate", now.id().value())
                                    .put("due", due.toString())
                                    .put("plan_digest", started.planDigest().hex())
                                    .put("architecture", plan.model().architecture())
                                    .put("rounds", plan.rounds()));
            return started;
        }
    }
}
