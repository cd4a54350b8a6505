package org.foedus.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.protocol.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `/metrics` of a real hub, held to what `promtool check metrics` wants.
class MetricsTest {
    @TempDir private Path temporary;
    private LiveAlliance alliance;

    @BeforeEach
    void begin() {
        alliance = new LiveAlliance(temporary).ofThree();
    }

    @AfterEach
    void end() {
        alliance.close();
    }

    private String scrape() {
        return alliance.stranger().page("/metrics").body().utf8();
    }

    private static SortedMap<String, String> comments(String scraped, String kind) {
        var found = new TreeMap<String, String>();
        scraped.lines()
                .filter(l -> l.startsWith("# " + kind + " "))
                .map(l -> l.split(" ", 4))
                .forEach(p -> found.put(p[2], p.length > 3 ? p[3].strip() : ""));
        return found;
    }

    @Test
    void eachMetricSaysWhatItIsAndCountersAreNamedSo() {
        alliance.as("br").checkpoint();
        alliance.stranger().page("/nothing");

        var scraped = scrape();

        var help = comments(scraped, "HELP");
        comments(scraped, "TYPE")
                .forEach((name, type) -> {
                    assertThat(help.getOrDefault(name, "")).as(name).isNotBlank();
                    assertThat(name.endsWith("_total")).as(name).isEqualTo(type.equals("counter"));
                });
        assertThat(scraped)
                .contains("foedus_build_info{version=")
                .contains("foedus_leading 1.0", "foedus_lead_epoch 1.0")
                .contains("foedus_start_time_seconds", "foedus_tls_certificate_expiry_seconds")
                .contains("foedus_disk_free_bytes{folder=\"home\"}")
                .contains("foedus_http_requests_seconds_count{area=\"ledger\"}");
    }

    /// What the dashboard asks for is there, or comes once there is something to count.
    @Test
    void theDashboardAsksForWhatThereIs() throws Exception {
        var root = Path.of(System.getProperty("foedus.root", "..")).toAbsolutePath();
        var board = Json.tree(Files.readAllBytes(root.resolve("docs/grafana/foedus-hub.json")));
        alliance.as("br").checkpoint();
        alliance.stranger().page("/ledger/x");
        var scraped = scrape();
        var asked = new TreeSet<String>();
        board.path("panels")
                .forEach(p ->
                        p.path("targets")
                                .forEach(t ->
                                        Arrays.stream(t.path("expr").asString().split("\\W+"))
                                                .filter(w -> w.startsWith("foedus_"))
                                                .forEach(asked::add)));

        assertThat(asked).hasSizeGreaterThan(15);
        asked.remove("foedus_tensor_bytes_total");
        asked.remove("foedus_claims_total");
        asked.remove("foedus_failures_total");
        for (var name : asked) {
            assertThat(scraped).as(name).contains("\n" + name);
        }
    }

    @Test
    void onlyTheHubsOwnMachineAndWhoIsNamedReadThem() {
        var json = "{\"metrics_readers\":[\"10.0.0.5\"]}";
        var named = Json.read(json.getBytes(StandardCharsets.UTF_8), LimitSettings.class);

        for (var address : new String[] {"127.0.0.1", "127.3.2.1", "::1"}) {
            assertThat(LimitSettings.DEFAULT.readsMetrics(address)).as(address).isTrue();
        }
        for (var address : new String[] {"10.0.0.5", "192.168.1.1", "::2", "12.0.0.1", ""}) {
            assertThat(LimitSettings.DEFAULT.readsMetrics(address)).as(address).isFalse();
        }
        assertThat(named.readsMetrics("10.0.0.5")).isTrue();
        assertThat(named.readsMetrics("10.0.0.6")).isFalse();
    }
}
