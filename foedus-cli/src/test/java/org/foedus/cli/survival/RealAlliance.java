package org.foedus.cli.survival;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.foedus.cli.Processes;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Founding;
import org.foedus.cli.alliance.Joining;
import org.foedus.cli.alliance.Launching;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.engine.data.DatasetSpec;
import org.foedus.engine.data.FashionMnist;
import org.foedus.engine.data.IdxWriter;
import org.foedus.hub.HubHome;
import org.foedus.node.home.NodeHome;
import org.foedus.node.home.NodeLimits;
import org.foedus.node.home.NodeSettings;
import org.foedus.protocol.form.CharterForm;
import org.foedus.protocol.form.MandateForm;
import org.foedus.protocol.form.PlanForm;

/// A hub and the nodes of three members as processes of their own, over TLS, with real pictures.
/// People act from this process.
final class RealAlliance implements AutoCloseable {
    static final String HUB = "hub";
    static final List<String> MEMBERS = List.of("br", "cn", "in");
    static final RunId RUN = new RunId("run-1");
    private static final int PIXELS = 28;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int EXAMPLES = 400;
    private static final String CHARTER =
            """
            name: Survivors
            lead: br
            admission: {threshold: 0.5, quorum: 0.5}
            mandates: lead
            founders: []
            """;
    private static final String MANDATE =
            """
            id: m-1
            title: Survive
            text: Survive.
            lead: br
            due: 2099-01-01
            """;

    final Path folder;
    final Path hubFolder;
    private final Map<String, Process> processes = new TreeMap<>();
    private final Map<String, List<String>> javaOptions = new TreeMap<>();
    private final Map<String, Integer> starts = new TreeMap<>();

    RealAlliance(Path folder) throws IOException {
        this(folder, folder.resolve(HUB));
    }

    /// @param hubFolder the hub's home, perhaps on a small disk
    RealAlliance(Path folder, Path hubFolder) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.hubFolder = hubFolder;
        int port = freePort();
        Founding.found(
                hubFolder,
                CharterForm.read("charter.yaml", bytes(CHARTER)),
                List.of("127.0.0.1:" + port),
                "127.0.0.1",
                port,
                List.of());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Options of Java for `name` from its next start on.
    RealAlliance with(String name, String... options) {
        javaOptions.put(name, List.of(options));
        return this;
    }

    /// Starts the hub or a copy of it, or the node of a member.
    void start(String name) throws IOException {
        var command =
                Processes.command(javaOptions.getOrDefault(name, List.of()).toArray(String[]::new));
        command.addAll(List.of(MEMBERS.contains(name) ? "node" : "hub", "start"));
        command.addAll(List.of("--home", home(name).toString()));
        var log = log(name).toFile();
        processes.put(
                name,
                new ProcessBuilder(command)
                        .directory(Processes.root().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                        .start());
        starts.merge(name, 1, Integer::sum);
    }

    Path home(String name) {
        return name.equals(HUB) ? hubFolder : folder.resolve(name);
    }

    Path log(String name) {
        return folder.resolve(name + ".log");
    }

    /// Everything that the processes called `name` printed.
    String said(String name) {
        try {
            return Files.exists(log(name)) ? Processes.text(log(name)) : "";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    int starts(String name) {
        return starts.getOrDefault(name, 0);
    }

    boolean alive(String name) {
        var process = processes.get(name);
        return process != null && process.isAlive();
    }

    private Process process(String name) {
        return InvariantViolation.present(processes.get(name), name + " was never started");
    }

    /// SIGKILL; returns when the process is gone.
    void kill(String name) throws InterruptedException {
        var process = process(name);
        process.destroyForcibly();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    /// SIGTERM; returns when the process is gone.
    void stop(String name) throws InterruptedException {
        var process = process(name);
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(name + " stops").isTrue();
    }

    void await(String what, BooleanSupplier ready) throws InterruptedException {
        await(what, PATIENCE, ready);
    }

    void await(String what, Duration most, BooleanSupplier ready) throws InterruptedException {
        long until = System.nanoTime() + most.toNanos();
        while (!ready.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError(what + " took longer than " + most + "\n" + tails());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private String tails() {
        var text = new StringBuilder();
        for (var name : processes.keySet()) {
            var lines = said(name).lines().toList();
            text.append("--- ").append(name).append(alive(name) ? "\n" : " (gone)\n");
            lines.subList(Math.max(0, lines.size() - 12), lines.size())
                    .forEach(l -> text.append(l).append('\n'));
        }
        return text.toString();
    }

    /// Starts the hub, has the three admitted and starts their nodes.
    RealAlliance founded() throws Exception {
        start(HUB);
        awaitHub();
        var sets = FashionMnist.shipped(Processes.root());
        try (var operator = operator()) {
            for (int i = 0; i < MEMBERS.size(); i++) {
                var member = MEMBERS.get(i);
                join(operator, member);
                var book = node(member).datasets();
                int from = i * EXAMPLES;
                var train = sets.train().select(IntStream.range(from, from + EXAMPLES).toArray());
                book = book.with("clothes", write(member, "train", train));
                var heldOut = sets.heldOut().select(IntStream.range(0, 200).toArray());
                book = book.with("held-out", write(member, "held-out", heldOut));
                node(member).keep(book);
                Files.writeString(
                        node(member).policyFile(), "rules:\n  - {name: all, effect: permit}\n");
            }
        }
        return this;
    }

    void awaitHub() throws InterruptedException {
        awaitPort(port());
    }

    void awaitPort(int port) throws InterruptedException {
        await(
                "starting the hub",
                () -> {
                    try (var socket = new java.net.Socket()) {
                        socket.connect(
                                new java.net.InetSocketAddress(
                                        InetAddress.getLoopbackAddress(), port),
                                200);
                        return true;
                    } catch (IOException e) {
                        return false;
                    }
                });
    }

    int port() {
        return HubHome.open(hubFolder).settings().port();
    }

    private void join(Access operator, String member) {
        var invitation =
                Joining.invite(
                        operator,
                        Optional.of(new MemberId(member)),
                        MemberClass.FULL,
                        Duration.ofHours(1));
        var settings =
                new NodeSettings(
                        new MemberId(member),
                        new NodeId(member + "-1"),
                        NodeSettings.EngineWish.PLAIN,
                        1,
                        null,
                        NodeLimits.NONE);
        Joining.join(
                home(member),
                invitation,
                new Joining.Form(settings, "Association " + member, "BR", Optional.empty()));
        for (var voter : MEMBERS.subList(0, MEMBERS.indexOf(member))) {
            try (var by = organisation(voter)) {
                var application = by.state().applications().get(new MemberId(member));
                if (application != null && application.open()) {
                    Joining.vote(by, new MemberId(member), Choice.YES);
                }
            }
        }
    }

    private DatasetSpec write(String member, String name, org.foedus.engine.Examples examples)
            throws IOException {
        Files.createDirectories(home(member).resolve("data"));
        var images = "data/" + name + "-images.gz";
        var labels = "data/" + name + "-labels.gz";
        IdxWriter.write(
                examples,
                PIXELS,
                PIXELS,
                home(member).resolve(images),
                home(member).resolve(labels));
        return DatasetSpec.idx(images, labels);
    }

    void startNodes() throws IOException {
        for (var member : MEMBERS) {
            start(member);
        }
    }

    /// Starts a run in which all three must take part in every round.
    void startRun(int rounds, int steps) {
        startRun(rounds, steps, "round: {deadline: 1h, quorum: 3}\ncohort: {min: 3, max: 3}");
    }

    void startRun(int rounds, int steps, String times) {
        var plan =
                """
                mandate: m-1
                purpose: Survive
                seed: 7
                model: {architecture: mlp}
                dataset: clothes
                rounds: %d
                training: {steps: %d, batch_size: 32, learning_rate: 0.05}
                server_optimizer: {name: fedavgm, learning_rate: 1.0, momentum: 0.5}
                evaluation: {node: br-1, dataset: held-out, deadline: 10m}
                auditors: [br]
                limits: {work: 1h, failed_rounds: 1}
                %s
                """
                        .formatted(rounds, steps, times);
        try (var lead = organisation("br")) {
            Launching.publish(
                    lead,
                    MandateForm.read("mandate.yaml", bytes(MANDATE), java.time.Instant.now()));
            Launching.start(lead, RUN, PlanForm.read("plan.yaml", bytes(plan)));
        }
    }

    Access operator() {
        return Access.operator(HubHome.open(hubFolder));
    }

    Access organisation(String member) {
        return Access.organisation(node(member));
    }

    NodeHome node(String member) {
        return NodeHome.open(home(member));
    }

    /// The run as the operator's mirror knows it; the hub must be up.
    Run run() {
        try (var by = operator()) {
            return InvariantViolation.present(by.state().runs().get(RUN), "no run");
        }
    }

    void awaitRun(String what, java.util.function.Predicate<Run> wanted)
            throws InterruptedException {
        try (var by = operator()) {
            await(
                    what,
                    () -> {
                        var run = by.state().runs().get(RUN);
                        return run != null && wanted.test(run);
                    });
        }
    }

    /// Kills whatever is left.
    @Override
    public void close() {
        var left = new ArrayList<>(processes.values());
        left.forEach(Process::destroyForcibly);
        left.forEach(p -> p.onExit().join());
    }
}
