package org.foedus.node.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.policy.DataPermission;
import org.foedus.engine.data.DatasetSpec;
import org.foedus.engine.data.Scaling;
import org.foedus.node.dataset.DatasetBook;
import org.foedus.node.dataset.DatasetCheck;
import org.foedus.protocol.model.Architectures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeHomeTest {
    private static final NodeSettings SETTINGS =
            new NodeSettings(
                    new MemberId("example-it"),
                    new NodeId("it-1"),
                    NodeSettings.EngineWish.PLAIN,
                    2,
                    "direct",
                    new NodeLimits(500, Duration.ofMinutes(10), Hours.parse("22:00-06:00")));

    @TempDir private Path temporary;

    private NodeHome create() {
        return NodeHome.create(temporary.resolve("node"), SETTINGS);
    }

    @Test
    void whoMayUseADatasetIsKeptWhenTheFileIsWrittenAgain() throws Exception {
        var home = create();
        Files.writeString(
                home.folder().resolve("datasets.yaml"),
                """
                datasets:
                  scans:
                    format: safetensors
                    file: scans.safetensors
                    allow:
                      leads: [brazil, india]
                      partnerships: [cancer]
                      purposes: ["Find: 'tumours'"]
                      until: 2027-03-31
                """);
        var read = home.datasets();
        assertThat(read.permission("scans").until())
                .hasValue(Instant.parse("2027-03-31T23:59:59Z"));
        home.keep(read.with("more", DatasetSpec.csv("t.csv", "label", Scaling.NONE)));
        assertThat(home.datasets().permission("scans")).isEqualTo(read.permission("scans"));
        assertThat(home.datasets().permission("more")).isEqualTo(DataPermission.ANY);
    }

    @Test
    void aLengthOfTimeIsNoEndOfAPermission() throws Exception {
        var home = create();
        Files.writeString(
                home.folder().resolve("datasets.yaml"),
                "datasets: {s: {format: csv, file: f, label_column: l, "
                        + "allow: {until: in 90000d}}}\n");
        assertThatThrownBy(home::datasets)
                .hasMessageContaining("datasets.yaml:1: datasets.s.allow.until: expected a date");
    }

    @Test
    void aHomeReadsBackWhatWasKept() {
        var home = create();
        var pin =
                new HubPin(
                        List.of("127.0.0.1:8443"),
                        home.nodeKey().publicKey(),
                        Sha256.of(new byte[0]));
        var book =
                DatasetBook.empty()
                        .with("pictures", DatasetSpec.idx("a b.gz", "c: #d.gz"))
                        .with("table", DatasetSpec.csv("t.csv", "label", Scaling.NONE));
        home.keep(pin);
        home.keep(book);

        var again = NodeHome.open(home.folder());

        assertThat(again.settings()).isEqualTo(SETTINGS);
        assertThat(again.hub()).isEqualTo(pin);
        assertThat(again.datasets()).isEqualTo(book);
        assertThat(again.policy().rules()).isEmpty();
        assertThat(again.nodeKey().publicKey()).isEqualTo(home.nodeKey().publicKey());
    }

    @Test
    void everythingIsItsOwnersAlone() throws Exception {
        var home = create();

        try (var files = Files.walk(home.folder())) {
            for (var file : files.toList()) {
                var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                assertThat(mode).as("%s", file).endsWith("------");
            }
        }
    }

    @Test
    void oneProcessAtATimeAndTheSecondIsToldWhich() {
        var home = create();
        try (var lock = home.lock()) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(home::lock)
                    .isInstanceOfSatisfying(
                            FoedusException.class,
                            e -> {
                                assertThat(e.code()).isEqualTo(ErrorCode.WRONG_STATE);
                                assertThat(e.reason())
                                        .contains(Long.toString(ProcessHandle.current().pid()));
                            });
        }
        home.lock().close();
    }

    @Test
    void aSettingThatIsWrongIsNamedWithItsLine() {
        var yaml = "member: a\nnode: b\nlimits:\n  hours: sometimes\n";

        assertThatThrownBy(
                        () -> NodeSettings.read("node.yaml", yaml.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("node.yaml")
                .hasMessageContaining("4")
                .hasMessageContaining("limits.hours");
    }

    @Test
    void hoursGoOverMidnight() {
        var night = Hours.parse("22:00-06:00");

        assertThat(night.contains(LocalTime.of(23, 0))).isTrue();
        assertThat(night.contains(LocalTime.of(5, 59))).isTrue();
        assertThat(night.contains(LocalTime.of(6, 0))).isFalse();
        assertThat(Hours.parse("09:00-17:00").contains(LocalTime.of(8, 59))).isFalse();
    }

    @Test
    void aDatasetIsLookedAtBeforeItIsUsed() throws Exception {
        var home = create();
        var row = "1" + ",0.5".repeat(784) + "\n";
        var head = new StringBuilder("label");
        for (int i = 0; i < 784; i++) {
            head.append(",f").append(i);
        }
        Files.writeString(home.folder().resolve("t.csv"), head + "\n" + row + row);
        var good = DatasetSpec.csv("t.csv", "label", Scaling.NONE);
        var missing = DatasetSpec.csv("none.csv", "label", Scaling.NONE);

        var report = (DatasetCheck.Usable) DatasetCheck.of(good, home.folder(), Architectures.MLP);
        var problem =
                (DatasetCheck.Unusable) DatasetCheck.of(missing, home.folder(), Architectures.MLP);

        assertThat(report.examples()).isEqualTo(2);
        assertThat(report.classes().counts().get(1)).isEqualTo(2);
        assertThat(report.shown().getFirst()).startsWith("label 1, features in [0.5000, 0.5000]");
        assertThat(problem.problem()).contains("none.csv");
    }
}
