package org.foedus.node.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Inbox;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.error.FoedusException;
import org.foedus.link.keys.PrivateFile;
import org.foedus.protocol.json.Json;

/// Tells people what waits for their member: starts a command of the owner's for each item, once,
/// with the item as JSON on its standard input. What was told is kept in a file; an item that was
/// settled and waits again is told again. A command that fails is tried again with the next look.
public final class InboxHook implements AutoCloseable {
    /// How long a command may take.
    static final Duration MOST = Duration.ofSeconds(30);

    /// The clock alone makes things due.
    private static final Duration OFTEN = Duration.ofMinutes(1);

    private static final int MAX_FILE_BYTES = 1 << 20;
    private static final System.Logger LOG = System.getLogger("org.foedus.node");

    private final Path command;
    private final Path file;
    private final MemberId member;
    private final Supplier<AllianceState> state;
    private final InstantSource clock;
    private final SynchronousQueue<Boolean> news = new SynchronousQueue<>();
    private final Thread worker = Thread.ofVirtual().name("foedus-inbox").unstarted(this::work);
    private volatile boolean closed;

    /// @param command a program without arguments
    /// @param file what was told
    public InboxHook(
            Path command,
            Path file,
            MemberId member,
            Supplier<AllianceState> state,
            InstantSource clock) {
        this.command = command;
        this.file = file;
        this.member = member;
        this.state = state;
        this.clock = clock;
    }

    /// What a command is told.
    ///
    /// @param number of a report, extension or task, where it is about one
    /// @param due until when it should be done
    private record Told(
            String member,
            String kind,
            String subject,
            Optional<Integer> number,
            String since,
            Optional<String> due) {}

    public void start() {
        worker.start();
    }

    /// The ledger has grown. Never waits.
    public void wake() {
        var _ = news.offer(true);
    }

    private void work() {
        while (!closed) {
            try {
                look();
            } catch (FoedusException e) {
                LOG.log(System.Logger.Level.WARNING, "inbox.untold " + e.reason());
            }
            try {
                var _ = news.poll(OFTEN.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /// Tells what is new.
    void look() {
        var told = told();
        var waits = new TreeSet<String>();
        for (var item : Inbox.of(state.get(), member, clock.instant())) {
            var name =
                    item.kind() + " " + item.subject() + item.number().map(n -> " " + n).orElse("");
            if (told.contains(name) || tell(item)) {
                waits.add(name);
            }
        }
        if (!waits.equals(told)) {
            var lines = String.join("\n", waits) + "\n";
            PrivateFile.write(file, lines.getBytes(StandardCharsets.UTF_8));
        }
    }

    private SortedSet<String> told() {
        var bytes = PrivateFile.read(file, MAX_FILE_BYTES).orElse(new byte[0]);
        var lines = new String(bytes, StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank());
        return new TreeSet<>(lines.toList());
    }

    private boolean tell(Inbox.Item item) {
        var said =
                new Told(
                        member.value(),
                        item.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                        item.subject(),
                        item.number(),
                        item.since().toString(),
                        item.due().map(Object::toString));
        try {
            var process =
                    new ProcessBuilder(List.of(command.toString()))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try (var in = process.getOutputStream()) {
                in.write((Json.text(said) + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended without reading; how it ended says the rest.
            }
            if (!process.waitFor(MOST.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return failed(item, "it took longer than " + MOST.toSeconds() + " s");
            }
            int code = process.exitValue();
            return code == 0 || failed(item, "it ended with " + code);
        } catch (IOException e) {
            return failed(item, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean failed(Inbox.Item item, String why) {
        LOG.log(
                System.Logger.Level.WARNING,
                "inbox.untold command="
                        + command
                        + " kind="
                        + item.kind()
                        + " subject="
                        + item.subject()
                        + " reason="
                        + why);
        return false;
    }

    @Override
    public void close() {
        closed = true;
        worker.interrupt();
    }
}
