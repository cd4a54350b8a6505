package org.foedus.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.digest.Bytes;
import org.foedus.core.entry.Entry;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.signature.Signer;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.json.EntryCodec;
import org.foedus.store.sql.SqlLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A ledger that is far larger than the heap with which a hub is shipped.
class ShippedHeapTest {
    /// In the heap each takes 80 KB: one letter that is not Latin makes two bytes of all of them.
    private static final int COMMUNIQUES = 3_600;

    private static final int BATCH = 200;
    private static final String[] LANGUAGES = {
        "de", "en", "es", "fr", "hi", "it", "pt", "ru", "zh"
    };

    @TempDir Path folder;
    private final MerkleTree tree = new MerkleTree();

    @Test
    void aHubStartsAndServesWithMoreTextsInItsLedgerThanItsHeapHolds() throws Exception {
        try (var alliance = new LiveAlliance(folder)) {
            alliance.apply("br", alliance.invite());
            alliance.open();
            alliance.stop();
            long entries = fill(alliance);
            var process = StartedHub.start(alliance.home);
            try {
                var said = process.inputReader().readLine();
                assertThat(said).isEqualTo(Long.toString(entries));
                for (var path :
                        List.of(
                                "/en/news",
                                "/en/news/news-17",
                                "/api/v1/communiques?limit=200",
                                "/feeds/news.atom",
                                "/en/ledger?q=word",
                                "/healthz")) {
                    assertThat(status(alliance, path)).as(path).isEqualTo(200);
                }
            } finally {
                process.destroy();
                process.waitFor();
                alliance.begin();
            }
        }
    }

    private static int status(LiveAlliance alliance, String path)
            throws IOException, InterruptedException {
        try (var client = HttpClient.newBuilder().sslContext(RawCaller.trusting()).build()) {
            var request =
                    HttpRequest.newBuilder(URI.create("https://" + alliance.address() + path))
                            .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    /// Writes communiqués of maximal size straight into the ledger; returns how many entries there
    /// are.
    private long fill(LiveAlliance alliance) {
        try (var ledger = SqlLedger.open(alliance.home.database())) {
            for (var line : ledger.read(0, Integer.MAX_VALUE)) {
                tree.append(MerkleTree.leafHash(line.array()));
            }
            var founded = EntryCodec.read(ledger.read(0, 1).getFirst());
            var newest = EntryCodec.read(ledger.read(tree.size() - 1, 1).getFirst()).at();
            var id = tree.leaf(0);
            assertThat(founded).isInstanceOf(Entry.Founded.class);
            for (int done = 0; done < COMMUNIQUES; done += BATCH) {
                long size = tree.size();
                var lines = new ArrayList<Bytes>();
                for (int i = done; i < done + BATCH; i++) {
                    var header = new Claim.Header(id, 1000 + i, newest);
                    var line = line(communique(header, i), newest, alliance.key("br"));
                    lines.add(line);
                    tree.append(MerkleTree.leafHash(line.array()));
                }
                var note =
                        new Checkpoint(Checkpoint.originOf(id), tree.size(), tree.root())
                                .sign(alliance.home.identity());
                ledger.append(size, lines, List.of(), note);
            }
            return tree.size();
        }
    }

    private static Bytes line(Claim claim, Instant at, Signer signer) {
        var line = EntryCodec.write(new Entry.Claimed(at, ClaimCodec.sign(claim, signer), claim));
        assertThat(line.length()).isGreaterThan(45 * 1024);
        return line;
    }

    private static Claim communique(Claim.Header header, int number) {
        var body = "A word. ".repeat(Communique.MAX_BODY / 8 - 1) + "ж";
        assertThat(body.getBytes(StandardCharsets.UTF_8).length).isLessThan(Communique.MAX_BODY);
        var texts = new TreeMap<String, Communique.Text>();
        for (var language : LANGUAGES) {
            texts.put(language, new Communique.Text("News " + number + " " + language, body));
        }
        return new CommuniqueClaim.PublishCommunique(
                header,
                new CommuniqueId("news-" + number),
                "en",
                texts,
                Communique.Voice.MEMBER,
                Optional.empty(),
                Communique.Audience.PUBLIC);
    }
}
