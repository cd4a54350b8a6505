package org.foedus.bench.siege;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A hub as its operator starts it, as a process of its own, with two members that joined by
/// command.
final class RealHub implements AutoCloseable {
    static final String HONEST = "brazil";
    static final String HOSTILE = "china";
    private static final int START_SECONDS = 120;
    private static final int STOP_SECONDS = 60;
    private static final int COMMAND_SECONDS = 120;
    private static final Pattern RSS = Pattern.compile("RssAnon:\\s*(\\d+) kB");

    private final Path root;
    private final Path folder;
    private final Path log;
    final int port = freePort();
    private @Nullable Process process;

    RealHub(Path root, Path folder) {
        this.root = root;
        this.folder = folder;
        this.log = folder.resolve("hub.log");
    }

    Path home(String who) {
        return folder.resolve(who);
    }

    /// Founds the alliance, starts its hub, and lets both members join.
    void found() throws IOException, InterruptedException {
        var charter = root.resolve("examples/charter.yaml").toString();
        tell("hub", "hub", "init", "--charter", charter, "--port", Integer.toString(port));
        start();
        join(HONEST);
        join(HOSTILE);
        tell(HONEST, "vote", HOSTILE, "yes");
    }

    private void join(String member) throws IOException, InterruptedException {
        var invitation = tell("hub", "invite", "--for", member, "--json");
        var text = invitation.replaceFirst("(?s).*\"invitation\":\"([^\"]+)\".*", "$1");
        tell(member, "join", text, "--member", member, "--name", member, "--country", "ZZ");
    }

    /// Runs `foedus LINE --home WHO` and returns what it printed.
    private String tell(String who, String... line) throws IOException, InterruptedException {
        var out = folder.resolve("told.txt");
        var told = launch(List.of(line), who, out);
        boolean ended = told.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS);
        var text = Files.readString(out);
        if (!ended || told.exitValue() != 0) {
            told.destroyForcibly();
            throw new IllegalStateException(String.join(" ", line) + ": " + text);
        }
        return text;
    }

    private Process launch(List<String> line, String who, Path out) throws IOException {
        var command = new ArrayList<>(List.of(root.resolve("foedus").toString()));
        command.addAll(line);
        command.addAll(List.of("--home", home(who).toString()));
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()));
        builder.environment().put("FOEDUS_NO_BUILD", "1");
        Files.deleteIfExists(folder.resolve("told.txt"));
        return builder.start();
    }

    /// Starts the hub with the heap that the launcher gives it, and waits until it serves.
    void start() throws IOException, InterruptedException {
        long before = Files.exists(log) ? Files.size(log) : 0;
        var begun = launch(List.of("hub", "start", "--json"), "hub", log);
        process = begun;
        for (int i = 0; i < START_SECONDS * 10; i++) {
            if (text().substring((int) before).contains("\"type\":\"started\"")) {
                return;
            }
            if (begun.waitFor(100, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        throw new IllegalStateException("the hub does not start: " + text());
    }

    void stop() throws InterruptedException {
        var running = process;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor();
                throw new IllegalStateException(
                        "the hub did not stop within " + STOP_SECONDS + " s");
            }
        }
        process = null;
    }

    boolean alive() {
        var running = process;
        return running != null && running.isAlive();
    }

    /// Anonymous memory of the process, heap and all else, in MiB.
    long residentMib() {
        var running = process;
        if (running == null) {
            return 0;
        }
        try {
            var status = Files.readString(Path.of("/proc/" + running.pid() + "/status"));
            var found = RSS.matcher(status);
            return found.find() ? Long.parseLong(found.group(1)) / 1024 : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /// Threads, and open files with connections among them.
    String held() {
        var running = process;
        if (running == null) {
            return "-";
        }
        try (var files = Files.list(Path.of("/proc/" + running.pid() + "/fd"))) {
            return files.count() + " files";
        } catch (IOException | UncheckedIOException e) {
            return "-";
        }
    }

    /// Lines of the hub's log that no attack may cause.
    List<String> alarms() {
        return text().lines()
                .filter(l ->
                        l.contains("OutOfMemoryError")
                                || l.contains("StackOverflowError")
                                || l.contains("INTERNAL_ERROR")
                                || l.startsWith("\tat "))
                .limit(20)
                .toList();
    }

    long logBytes() {
        return text().length();
    }

    private String text() {
        try {
            return Files.readString(log, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        var running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }
}
