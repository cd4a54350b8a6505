package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.foedus.engine.data.FashionMnist;
import org.foedus.engine.data.IdxWriter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A hub and two nodes as processes, and a third member that tests speak for. Its people type
/// commands with `--json` in this process; what those answer is remembered.
final class SmallAlliance implements AutoCloseable {
    private static final int PIXELS = 28;
    private static final int EXAMPLES = 120;

    final Path folder;
    final int port = freePort();
    private final List<Process> processes = new ArrayList<>();
    private final SortedMap<String, Path> launched = new TreeMap<>();
    private final SortedMap<Path, Process> running = new TreeMap<>();
    private final SortedMap<String, SortedSet<String>> heard = new TreeMap<>();

    SmallAlliance(Path folder) {
        this.folder = folder;
    }

    /// What a command answered.
    record Answered(int exitCode, List<JsonNode> events) {
        JsonNode last() {
            return events.getLast();
        }
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Path home(String who) {
        return folder.resolve(who);
    }

    /// `foedus <line> <more> --home <who> --json`.
    Answered tell(String who, String line, String... more) {
        var arguments = new ArrayList<>(List.of(line.split(" ")));
        arguments.addAll(List.of(more));
        arguments.addAll(List.of("--home", home(who).toString(), "--json"));
        var spoken = Spoken.of(arguments.toArray(String[]::new));
        var events = events(spoken.out());
        remember(command(arguments), events);
        return new Answered(spoken.exitCode(), events);
    }

    /// As [#tell], and it must end well.
    Answered done(String who, String line, String... more) {
        var answered = tell(who, line, more);
        assertThat(answered.exitCode()).as(line + " " + answered.events()).isZero();
        return answered;
    }

    static List<JsonNode> events(String out) {
        return out.lines().<JsonNode>map(JsonMapper.shared()::readTree).toList();
    }

    /// The words before the first argument, as far as there is such a command.
    private static String command(List<String> arguments) {
        var line = Main.commandLine(System.out, System.err);
        for (var word : arguments) {
            var below = line.getSubcommands().get(word);
            if (below == null) {
                break;
            }
            line = below;
        }
        return line.getCommandSpec().qualifiedName();
    }

    /// What the help of `command` says of its JSON.
    static Promise promise(String command) {
        return CommandsTest.leaves().stream()
                .filter(l -> l.getCommandSpec().qualifiedName().equals(command))
                .findFirst()
                .map(Promise::of)
                .orElseThrow();
    }

    /// Every command but these.
    static List<String> commandsBut(List<String> without) {
        return CommandsTest.leaves().stream()
                .map(l -> l.getCommandSpec().qualifiedName())
                .filter(name -> !without.contains(name.replaceFirst("^foedus ", "")))
                .toList();
    }

    private void remember(String command, List<JsonNode> events) {
        for (var event : events) {
            var type = event.path("type").asString();
            if (!type.equals("error")) {
                var said = heard.computeIfAbsent(command, _ -> new TreeSet<>());
                said.add(type);
                event.propertyNames().stream()
                        .filter(n -> !n.equals("type"))
                        .forEach(n -> said.add(type + "." + n));
            }
        }
    }

    /// Takes in what the processes have said so far.
    void rememberProcesses() throws IOException {
        for (var each : launched.entrySet()) {
            remember(
                    each.getKey().substring(each.getKey().indexOf(' ') + 1), said(each.getValue()));
        }
    }

    /// By command, the types of its events and `type.field` for each of their fields.
    SortedMap<String, SortedSet<String>> heard() {
        return Collections.unmodifiableSortedMap(heard);
    }

    /// Starts `foedus <line> --home <who> --json` as a process that ends with this one.
    Path launch(String who, String line) throws IOException {
        var arguments = new ArrayList<>(List.of(line.split(" ")));
        arguments.addAll(List.of("--home", home(who).toString(), "--json", "--exit-with-parent"));
        var io = folder.resolve("io-" + who + "-" + line.replace(' ', '-'));
        var process = Processes.start(io, arguments);
        processes.add(process);
        running.put(io, process);
        launched.put(who + " foedus " + line, io);
        return io;
    }

    /// Kills such a process with -9. What it said is kept under another name.
    void kill(String who, String line) throws Exception {
        var io = folder.resolve("io-" + who + "-" + line.replace(' ', '-'));
        var process = java.util.Objects.requireNonNull(running.remove(io));
        processes.remove(process);
        process.destroyForcibly().waitFor();
        Files.move(io, folder.resolve(io.getFileName() + "-" + process.pid()));
        launched.remove(who + " foedus " + line);
    }

    /// What such a process has said so far.
    List<JsonNode> said(Path io) throws IOException {
        var text = Processes.text(io.resolve("out"));
        return events(text.substring(0, text.lastIndexOf('\n') + 1));
    }

    /// Waits for a process to say an event of this type.
    void await(Path io, String type) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (said(io).stream().noneMatch(e -> e.path("type").asString().equals(type))) {
            assertThat(processes).as(Processes.text(io.resolve("err"))).allMatch(Process::isAlive);
            assertThat(System.nanoTime()).as(io + " says " + type).isLessThan(until);
            processes.getFirst().waitFor(50, TimeUnit.MILLISECONDS);
        }
    }

    /// Founds it, with three members, data, a mandate, and nodes that work for two of them.
    void found() throws Exception {
        done("hub", "hub init", "--charter", example("charter"), "--port", Integer.toString(port));
        await(launch("hub", "hub start"), "started");
        join("brazil");
        join("china");
        done("brazil", "vote china yes");
        join("india");
        done("brazil", "vote india yes");
        done("china", "vote india yes");
        data("brazil", "fashion-mnist", 0);
        data("brazil", "held-out", EXAMPLES);
        data("china", "fashion-mnist", 2 * EXAMPLES);
        launch("brazil", "node start");
        launch("china", "node start");
        done("brazil", "mandate publish", example("mandate"));
    }

    static String example(String name) {
        return Processes.root().resolve("examples").resolve(name + ".yaml").toString();
    }

    String invite(String member) {
        return done("hub", "invite --for " + member).last().path("invitation").asString();
    }

    private void join(String member) {
        join(member, invite(member));
    }

    void join(String member, String invitation) {
        done(
                member,
                "join",
                invitation,
                "--member",
                member,
                "--name",
                "Association of " + member,
                "--country",
                "ZZ",
                "--contact",
                "office@" + member + ".example");
    }

    void data(String member, String name, int from) throws IOException {
        var sets = FashionMnist.shipped(Processes.root());
        var images = home(member).resolve(name + "-images.gz");
        var labels = home(member).resolve(name + "-labels.gz");
        var part = sets.train().select(IntStream.range(from, from + EXAMPLES).toArray());
        IdxWriter.write(part, PIXELS, PIXELS, images, labels);
        done(
                member,
                "node dataset add " + name,
                "--images",
                images.toString(),
                "--labels",
                labels.toString());
    }

    Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Override
    public void close() throws IOException {
        for (var process : processes.reversed()) {
            process.getOutputStream().close();
        }
        for (var process : processes.reversed()) {
            try {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
