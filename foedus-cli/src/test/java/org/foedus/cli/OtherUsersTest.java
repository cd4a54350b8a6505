package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Sha256;
import org.foedus.node.home.HubPin;
import org.foedus.node.home.NodeHome;
import org.foedus.node.home.NodeSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// `foedus open` on a machine that others use, too: what they can read lets nobody in.
class OtherUsersTest {
    private static final long PATIENCE_SECONDS = 120;

    /// What a desktop's opener would be: it keeps what it was asked, and what a look at all
    /// processes shows while it runs.
    private static final String OPENER =
            """
            #!/bin/sh
            cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ > FOLDER/seen 2>/dev/null
            printf '%s' "$*" > FOLDER/asked.new
            mv FOLDER/asked.new FOLDER/asked
            """;

    /// What anybody on the machine can read of processes, and of the member's folder.
    private static final String SPY =
            "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ; cat PAGE;"
                    + " find HOME -type f -exec cat {} +; echo looked";

    @TempDir Path temporary;
    private NodeHome home;
    private Process console;

    @BeforeEach
    void open() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self")), "there is no /proc here");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        home =
                NodeHome.create(
                        temporary.resolve("node"),
                        NodeSettings.of(new MemberId("italy"), new NodeId("italy-1")));
        var hub = home.nodeKey().publicKey();
        home.keep(new HubPin(List.of("127.0.0.1:1"), hub, Sha256.of(new byte[0])));
        var bin = Files.createDirectory(temporary.resolve("bin"));
        var text = OPENER.replace("FOLDER", temporary.toString());
        var opener = Files.writeString(bin.resolve("xdg-open"), text);
        Files.setPosixFilePermissions(opener, PosixFilePermissions.fromString("rwxr-xr-x"));
        var command = Processes.command();
        command.addAll(List.of("open", "--json", "--home", home.folder().toString()));
        var start = new ProcessBuilder(command).directory(Processes.root().toFile());
        start.environment().put("DISPLAY", ":9");
        start.environment().put("PATH", bin + ":" + System.getenv("PATH"));
        console =
                start.redirectOutput(temporary.resolve("out").toFile())
                        .redirectError(temporary.resolve("err").toFile())
                        .start();
    }

    @AfterEach
    void close() throws InterruptedException {
        if (console != null) {
            console.destroyForcibly().waitFor();
        }
    }

    /// The address with its token, once the desktop was asked for a browser.
    private URI started() throws Exception {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.exists(temporary.resolve("asked"))
                && console.isAlive()
                && System.nanoTime() < deadline) {
            console.waitFor(50, TimeUnit.MILLISECONDS);
        }
        var out = Processes.text(temporary.resolve("out"));
        assertThat(temporary.resolve("asked"))
                .as(out + Processes.text(temporary.resolve("err")))
                .exists();
        return URI.create(
                JsonMapper.shared()
                        .readTree(out.lines().findFirst().orElse(""))
                        .path("url")
                        .asString());
    }

    private static String answer(List<String> command) throws Exception {
        var process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        process.waitFor();
        return said;
    }

    /// By a client that finds the name as browsers do.
    private static List<String> curl(URI url, String path, String... more) {
        var command = new ArrayList<>(List.of("curl", "-s", "-i"));
        command.add("--resolve");
        command.add(url.getHost() + ":" + url.getPort() + ":127.0.0.1");
        command.addAll(List.of(more));
        command.add("http://" + url.getAuthority() + path);
        return command;
    }

    @Test
    void theTokenStandsInNoCommandLineAndNoEnvironment() throws Exception {
        var url = started();
        var token = url.getFragment();
        assertThat(token).hasSize(43);
        var asked = Processes.text(temporary.resolve("asked"));
        assertThat(asked).startsWith("file:///").endsWith(".html").doesNotContain(token);
        assertThat(Files.readString(temporary.resolve("seen"), StandardCharsets.ISO_8859_1))
                .contains("org.foedus.cli.Main", home.folder().toString())
                .doesNotContain(token);

        var page = Path.of(URI.create(asked));
        assertThat(Processes.text(page)).contains(url.toString());
        var origin = "Origin: http://" + url.getAuthority();
        assertThat(answer(curl(url, "/start", "-H", origin, "-d", "token=" + token)))
                .startsWith("HTTP/1.1 303");
        assertThat(page).doesNotExist();
    }

    @Test
    void whatAnotherUserCanReadLetsNobodyIn() throws Exception {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name"))
                        && Files.isExecutable(Path.of("/usr/bin/setpriv")),
                "only root can become another user: NOT tried what another user can read");
        var url = started();
        var page = Path.of(URI.create(Processes.text(temporary.resolve("asked"))));
        var nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        var spy = new ArrayList<>(nobody);
        var folder = home.folder().toString();
        spy.addAll(
                List.of("sh", "-c", SPY.replace("PAGE", page.toString()).replace("HOME", folder)));
        assertThat(answer(spy))
                .contains("looked", "org.foedus.cli.Main")
                .doesNotContain(url.getFragment());

        var get = new ArrayList<>(nobody);
        get.addAll(curl(url, "/en/inbox"));
        assertThat(answer(get)).startsWith("HTTP/1.1 403");
    }
}
