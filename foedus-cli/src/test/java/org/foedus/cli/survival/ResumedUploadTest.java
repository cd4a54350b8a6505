package org.foedus.cli.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.cli.survival.RealAlliance.HUB;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.foedus.core.digest.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A large upload to a hub that is killed in the middle of it.
class ResumedUploadTest {
    private static final int BYTES = 64 << 20;
    private static final int ENOUGH = 8 << 20;
    @TempDir Path folder;

    @Test
    void anUploadGoesOnAtTheOffsetThatReachedTheDiskOfAKilledHub() throws Exception {
        var content = new byte[BYTES];
        new Random(1).nextBytes(content);
        var file = Files.write(folder.resolve("model"), content);
        var digest = Sha256.of(content);
        try (var alliance = new RealAlliance(folder.resolve("alliance")).founded();
                var lead = alliance.organisation("br")) {
            var upload =
                    CompletableFuture.supplyAsync(
                            () -> lead.hub().upload(file, digest, BYTES, "model"));
            long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            while (arrived(alliance) < ENOUGH && System.nanoTime() < until) {
                LockSupport.parkNanos(100_000);
            }
            alliance.kill(HUB);
            long onDisk = arrived(alliance);
            assertThat(onDisk).as("killed in the middle").isBetween((long) ENOUGH, BYTES - 1L);

            alliance.start(HUB);
            assertThat(upload.get(2, TimeUnit.MINUTES)).isLessThan(2L * BYTES - onDisk);
            var metrics = lead.hub().page("/metrics").body().utf8();
            assertThat(metrics.lines().filter(l -> l.contains("bytes") && l.contains("\"up\"")))
                    .as("what the restarted hub received is just what was missing")
                    .singleElement()
                    .satisfies(l -> assertThat(bytes(l)).isEqualTo(BYTES - onDisk));
        }
    }

    private static long bytes(String line) {
        return Math.round(Double.parseDouble(line.substring(line.lastIndexOf(' '))));
    }

    /// Bytes of the one upload, as far as the hub wrote them.
    private static long arrived(RealAlliance alliance) throws IOException {
        var uploads = alliance.hubFolder.resolve("blobs").resolve("uploads");
        try (var files = Files.list(uploads)) {
            return files.mapToLong(f -> f.toFile().length()).max().orElse(0);
        }
    }
}
