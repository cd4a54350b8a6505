package org.foedus.cli;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.foedus.core.digest.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Maven that builds Foedus is the one that we looked at, whoever serves it.
class WrapperTest {
    private static final String SCRIPT = "apache-maven-3.9.11/bin/mvn";

    /// What the wrapper calls, without `unzip`.
    private static final List<String> NEEDED =
            List.of(
                    "sh",
                    "wget",
                    "curl",
                    "tar",
                    "gzip",
                    "sha256sum",
                    "shasum",
                    "uname",
                    "dirname",
                    "basename",
                    "mktemp",
                    "mkdir",
                    "mv",
                    "rm",
                    "cat",
                    "ls",
                    "tr",
                    "printf",
                    "true");

    private static final Set<PosixFilePermission> EXECUTABLE =
            PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Path PROPERTIES = Path.of(".mvn/wrapper/maven-wrapper.properties");

    @TempDir private Path folder;
    private HttpServer mirror;

    @BeforeEach
    void serve() throws Exception {
        pack();
        mirror = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        mirror.createContext(
                "/",
                exchange -> {
                    boolean zip = exchange.getRequestURI().getPath().endsWith(".zip");
                    var archive = Files.readAllBytes(zip ? zip() : tar());
                    exchange.sendResponseHeaders(200, archive.length);
                    try (var out = exchange.getResponseBody()) {
                        out.write(archive);
                    }
                });
        mirror.start();
    }

    @AfterEach
    void stop() {
        mirror.stop(0);
    }

    @Test
    void aDistributionWithAnotherChecksumIsNotRun() throws Exception {
        Files.createDirectories(folder.resolve(PROPERTIES).getParent());
        Files.copy(Processes.root().resolve(PROPERTIES), folder.resolve(PROPERTIES));
        var told = wrapper();
        assertThat(told.out()).contains("Failed to validate Maven distribution SHA-256");
        assertThat(told.out()).doesNotContain("this is Maven");
        assertThat(told.code()).isNotZero();
    }

    @Test
    void theOneWithTheChecksumIsRun() throws Exception {
        properties("");
        var told = wrapper();
        assertThat(told.out()).contains("this is Maven");
        assertThat(told.code()).isZero();
    }

    @Test
    void bothKindsOfArchiveHaveAChecksum() throws IOException {
        assertThat(Processes.text(Processes.root().resolve(PROPERTIES)))
                .containsPattern("(?m)^distributionSha256Sum=[0-9a-f]{64}$")
                .containsPattern("(?m)^distributionTarSha256Sum=[0-9a-f]{64}$");
    }

    @Test
    void theOtherArchiveIsTakenAndCheckedWhereThereIsNoUnzip() throws Exception {
        var tools = Files.createDirectory(folder.resolve("tools"));
        for (var place : System.getenv("PATH").split(File.pathSeparator)) {
            for (var name : NEEDED) {
                var tool = Path.of(place, name);
                var link = tools.resolve(name);
                if (Files.isExecutable(tool) && !Files.exists(link, NOFOLLOW_LINKS)) {
                    Files.createSymbolicLink(link, tool);
                }
            }
        }
        properties("0");
        assertThat(wrapper(tools).out()).contains("Failed to validate Maven distribution SHA-256");
        properties("");
        assertThat(wrapper(tools).out()).contains("this is Maven");
    }

    /// The project's own, with the checksums of what the mirror serves, spoiled by `more`.
    private void properties(String more) throws IOException {
        var text =
                Processes.text(Processes.root().resolve(PROPERTIES))
                        .replaceAll("(?m)(?<=^distributionSha256Sum=).*$", more + sum(zip()))
                        .replaceAll("(?m)(?<=^distributionTarSha256Sum=).*$", more + sum(tar()));
        Files.createDirectories(folder.resolve(PROPERTIES).getParent());
        Files.writeString(folder.resolve(PROPERTIES), text);
    }

    /// `mvnw`, with nothing installed and a mirror that serves what it likes.
    private Told wrapper(Path... path) throws Exception {
        var script = folder.resolve("mvnw");
        Files.copy(Processes.root().resolve("mvnw"), script, REPLACE_EXISTING);
        var program = new ProcessBuilder("sh", script.toString(), "--version");
        var environment = program.directory(folder.toFile()).environment();
        environment.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("MAVEN_USER_HOME", folder.resolve("home").toString());
        environment.put("MVNW_REPOURL", "http://127.0.0.1:" + mirror.getAddress().getPort());
        for (var only : path) {
            environment.put("PATH", only.toString());
        }
        return Told.by(program, folder.resolve("told.txt"));
    }

    private static String sum(Path file) throws IOException {
        return Sha256.of(Files.readAllBytes(file)).hex();
    }

    private Path zip() {
        return folder.resolve("maven.zip");
    }

    private Path tar() {
        return folder.resolve("maven.tar.gz");
    }

    /// A distribution of one script, in both archives.
    private void pack() throws Exception {
        var script = folder.resolve(SCRIPT);
        Files.createDirectories(script.getParent());
        Files.writeString(script, "#!/bin/sh\necho this is Maven\n");
        Files.setPosixFilePermissions(script, EXECUTABLE);
        var posix = Map.of("create", "true", "enablePosixFileAttributes", "true");
        try (var archive = FileSystems.newFileSystem(zip(), posix)) {
            var copy = archive.getPath(SCRIPT);
            Files.createDirectories(copy.getParent());
            Files.copy(script, copy);
            Files.setPosixFilePermissions(copy, EXECUTABLE);
        }
        var packer = new ProcessBuilder("tar", "czf", tar().toString(), "apache-maven-3.9.11");
        var packed = Told.by(packer.directory(folder.toFile()), folder.resolve("tar.txt"));
        assertThat(packed.code()).as(packed.out()).isZero();
    }
}
