package org.foedus.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.protocol.api.Api;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A hub that is stopped and started on a disk without a byte of room.
class FullDiskStartTest {
    @TempDir Path folder;

    @Test
    void aHubStartsOnAFullDiskLetsPeopleReadAndGoesOnWhenThereIsRoom() throws Exception {
        boolean mounted =
                run("mount", "-t", "tmpfs", "-o", "mode=0700,size=48m", "tmpfs", folder.toString());
        assumeTrue(mounted, "a small disk can't be mounted here: left out");
        try (var alliance = new LiveAlliance(folder.resolve("alliance"))) {
            alliance.apply("br", alliance.invite());
            var reserve = alliance.home.folder().resolve("reserve");
            while (!Files.exists(reserve) || Files.size(reserve) < DiskReserve.BYTES) {
                Thread.onSpinWait(); // the caretaker makes it
            }
            var draft = alliance.home.blobs().resolve("drafts").resolve("draft-left");
            alliance.stop();
            Files.write(draft, new byte[1 << 20]);
            var filler = fill();

            alliance.begin();

            assertThat(draft).doesNotExist();
            assertThat(health(alliance)).contains("disk-full", "bytes free");
            assertThat(alliance.as("br").entries(0, Duration.ZERO)).isNotEmpty();
            var refusal = catchThrowableOfType(FoedusException.class, () -> invite(alliance, 1));
            assertThat(refusal.code()).isEqualTo(ErrorCode.HUB_DISK_FULL);

            alliance.restart();
            assertThat(health(alliance)).contains("disk-full");
            Files.delete(filler);
            assertThat(invite(alliance, 2).outcome()).isEqualTo("accepted");
        } finally {
            assertThat(run("umount", "-l", folder.toString())).isTrue();
        }
    }

    private static Api.ClaimAnswer invite(LiveAlliance alliance, int number) {
        return alliance.impatient("br")
                .submit(
                        h ->
                                new Claim.Invite(
                                        h,
                                        Sha256.of(new byte[] {(byte) number}),
                                        Instant.now().plus(Duration.ofDays(1)),
                                        Optional.empty(),
                                        MemberClass.FULL),
                        List.of());
    }

    private static String health(LiveAlliance alliance) throws IOException, InterruptedException {
        try (var client = HttpClient.newBuilder().sslContext(RawCaller.trusting()).build()) {
            var address = URI.create("https://" + alliance.address() + "/healthz");
            var answer =
                    client.send(
                            HttpRequest.newBuilder(address).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return process.waitFor() == 0;
    }

    /// Writes until nothing fits any more.
    private Path fill() throws IOException {
        var filler = folder.resolve("filler");
        try (var channel =
                FileChannel.open(filler, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int size : new int[] {1 << 20, 1 << 12, 1}) {
                while (fits(channel, size)) {
                    // more
                }
            }
        }
        return filler;
    }

    private static boolean fits(FileChannel channel, int size) {
        try {
            return channel.write(ByteBuffer.allocate(size)) > 0;
        } catch (IOException e) {
            return false;
        }
    }
}
