package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The nginx file of the page on reverse proxies, as it stands there, before a real hub.
class ReverseProxyTest {
    private static final String PAGE = "docs/how-to/run-a-hub-behind-a-reverse-proxy.md";
    private static final Pattern FILE =
            Pattern.compile("<!-- file: nginx.conf -->\n```nginx\n(.*?)```", Pattern.DOTALL);

    @TempDir private Path folder;

    private static Optional<Path> program(String name) {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("") + ":/usr/sbin";
        return Stream.of(path.split(":", -1))
                .filter(p -> !p.isEmpty())
                .map(p -> Path.of(p, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// A certificate of the proxy's own, and the pin of its key as the page computes it.
    private String certify() throws Exception {
        var proxy = folder.resolve("proxy.pem");
        shell(
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
                        + " -subj /CN=localhost -keyout proxy.key -out "
                        + proxy);
        return shell(
                        "openssl x509 -in proxy.pem -pubkey -noout"
                                + " | openssl pkey -pubin -outform der | sha256sum")
                .substring(0, 64);
    }

    private String shell(String line) throws Exception {
        var out = folder.resolve("shell.out");
        var process =
                new ProcessBuilder("sh", "-c", line)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(out)).isZero();
        return Files.readString(out);
    }

    private Process proxy(Path nginx, int port, int hub) throws IOException {
        var found = FILE.matcher(Processes.text(Processes.root().resolve(PAGE)));
        assertThat(found.find()).as("the page has a file for nginx").isTrue();
        var server =
                found.group(1)
                        .replace("listen 443 ssl", "listen 127.0.0.1:" + port + " ssl")
                        .replace("127.0.0.1:8443", "127.0.0.1:" + hub);
        Files.writeString(
                folder.resolve("nginx.conf"),
                """
                daemon off;
                pid nginx.pid;
                error_log stderr;
                events {}
                http {
                access_log off;
                client_body_temp_path body;
                proxy_temp_path proxy;
                fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi;
                scgi_temp_path scgi;
                """
                        + server
                        + "}\n",
                StandardCharsets.UTF_8);
        return new ProcessBuilder(
                        List.of(
                                nginx.toString(),
                                "-p",
                                folder + "/",
                                "-c",
                                folder.resolve("nginx.conf").toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.out").toFile())
                .start();
    }

    @Test
    void membersJoinAndPublishThroughTheDocumentedProxy() throws Exception {
        var nginx = program("nginx");
        assumeThat(nginx)
                .as("SKIPPED: there is no nginx here; apt-get install nginx-light brings it")
                .isPresent();
        var pin = certify();
        int port = SmallAlliance.freePort();
        try (var alliance = new SmallAlliance(folder.resolve("alliance"))) {
            var proxy = proxy(nginx.get(), port, alliance.port);
            try {
                alliance.done(
                        "hub",
                        "hub init",
                        "--charter",
                        SmallAlliance.example("charter"),
                        "--address",
                        "localhost:" + port,
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(alliance.port),
                        "--tls-pin",
                        pin);
                alliance.await(alliance.launch("hub", "hub start"), "started");
                alliance.join("brazil", alliance.invite("brazil"));
                alliance.done("brazil", "mandate publish", SmallAlliance.example("mandate"));

                assertThat(alliance.done("brazil", "mandate list").events())
                        .anyMatch(e -> e.path("mandate").asString().equals("clothes-2027"));
                assertThat(alliance.tell("brazil", "doctor").events().toString())
                        .contains("localhost:" + port);
                assertThat(proxy.isAlive())
                        .as(Files.readString(folder.resolve("nginx.out")))
                        .isTrue();
            } finally {
                proxy.destroy();
                proxy.waitFor();
            }
        }
    }
}
