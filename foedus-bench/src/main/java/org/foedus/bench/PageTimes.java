package org.foedus.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.hub.alliance.HubLogic;
import org.foedus.hub.api.ApiReader;
import org.foedus.portal.Frame;
import org.foedus.portal.Page;
import org.foedus.portal.Portal;
import org.foedus.portal.state.Asked;
import org.foedus.portal.state.LedgerIndex;
import org.foedus.portal.state.Outside;
import org.foedus.portal.state.Place;
import org.foedus.portal.state.Reader;
import org.foedus.portal.state.Site;
import org.foedus.protocol.message.Language;
import org.foedus.store.sql.SqlLedger;

/// What each page of a large alliance weighs, how often it asks the database, and how long it takes
/// to make.
final class PageTimes {
    private static final int MEMBERS = 1_000;
    private static final int ENTRIES = 10_000;
    private static final int TIMES = 31;

    private PageTimes() {}

    /// `pages`: in a new folder, which is deleted.
    static void measure() throws IOException {
        var folder = Files.createTempDirectory("foedus-pages");
        try {
            long begin = System.nanoTime();
            WideLedger.write(folder, MEMBERS, ENTRIES);
            System.out.printf(
                    Locale.ROOT, "wrote the ledger in %.1f s%n", (System.nanoTime() - begin) / 1e9);
            measure(folder);
        } finally {
            try (var files = Files.list(folder)) {
                for (var file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static void measure(Path folder) {
        try (var ledger = SqlLedger.open(folder.resolve("ledger.db"))) {
            var hub = LongLedger.hub(folder);
            var logic = new HubLogic(ledger, hub, InstantSource.system());
            System.out.printf(
                    Locale.ROOT,
                    "%d entries, %d members, %d proposals, %d mandates%n",
                    logic.state().size(),
                    logic.state().members().size(),
                    logic.state().proposals().size(),
                    logic.state().mandates().size());
            var outside = new Counting(logic);
            first(logic, outside);
            System.out.printf("%-32s %8s %8s %8s %8s%n", "page", "KB", "gzip KB", "queries", "ms");
            for (var path : paths()) {
                measure(logic, outside, path);
            }
        }
    }

    /// The index of words is made once, when the ledger's page is asked for first.
    private static void first(HubLogic logic, Counting outside) {
        long begin = System.nanoTime();
        render(logic, outside, "/ledger");
        System.out.printf(
                Locale.ROOT,
                "first page of the ledger, with its index of words: %.0f ms%n",
                (System.nanoTime() - begin) / 1e6);
    }

    private static List<String> paths() {
        return List.of(
                "/",
                "/members",
                "/members?page=20",
                "/members/org-0000",
                "/decisions",
                "/decisions/p-1",
                "/charter",
                "/partnerships",
                "/programmes",
                "/mandates",
                "/mandates?view=board",
                "/mandates?view=calendar",
                "/mandates/m-0",
                "/runs",
                "/models",
                "/ledger",
                "/ledger?q=org-0500",
                "/ledger?type=vote%2F1",
                "/ledger/5000",
                "/api",
                "/api/alliance");
    }

    private static void measure(HubLogic logic, Counting outside, String path) {
        var times = new ArrayList<Double>();
        var html = "";
        int queries = 0;
        for (int i = 0; i < TIMES; i++) {
            outside.queries = 0;
            long begin = System.nanoTime();
            html = render(logic, outside, path);
            times.add((System.nanoTime() - begin) / 1e6);
            queries = outside.queries;
        }
        Collections.sort(times);
        var bytes = html.getBytes(StandardCharsets.UTF_8);
        System.out.printf(
                Locale.ROOT,
                "%-32s %8.1f %8.1f %8d %8.2f%n",
                path,
                bytes.length / 1000.0,
                gzip(bytes) / 1000.0,
                queries,
                times.get(TIMES / 2));
    }

    private static String render(HubLogic logic, Counting outside, String path) {
        var reader = new Reader.Known("org-0000", Optional.of(new MemberId("org-0000")));
        var site = new Site(logic.state(), outside, reader, ApiReader.shipped());
        var page = site.page(asked(path)).orElseThrow(() -> new IllegalStateException(path));
        return PORTAL.render(page, frame(logic, page), outside.now());
    }

    private static final Portal PORTAL = new Portal();

    private static Frame frame(HubLogic logic, Page page) {
        return new Frame(
                "Large alliance",
                page instanceof Page.Api ? null : "org-0000",
                false,
                logic.state().size(),
                logic.tree().root().hex(),
                "",
                Language.EN);
    }

    private static Asked asked(String address) {
        int mark = address.indexOf('?');
        var path = mark < 0 ? address : address.substring(0, mark);
        var query = new TreeMap<String, String>();
        if (mark >= 0) {
            var pair = address.substring(mark + 1).split("=", 2);
            query.put(pair[0], pair[1].replace("%2F", "/"));
        }
        var place = Place.of(path).orElseThrow();
        return new Asked(place, place.id(path), query);
    }

    private static int gzip(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.size();
    }

    /// What the hub knows, and how often its database was asked.
    private static final class Counting implements Outside {
        private final HubLogic logic;
        private final LedgerIndex index = new LedgerIndex();
        private int queries;

        Counting(HubLogic logic) {
            this.logic = logic;
        }

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public List<Bytes> entries(long from, int count) {
            queries++;
            return logic.snapshot().entries(from, count);
        }

        @Override
        public List<Bytes> entries(SortedSet<Long> indexes) {
            queries++;
            return logic.snapshot().entries(indexes);
        }

        /// A checkpoint and its cosignatures.
        @Override
        public String note() {
            queries += 2;
            return logic.snapshot().checkpoint();
        }

        @Override
        public List<Sha256> inclusion(long at, long size) {
            return logic.snapshot().inclusionProof(at, size);
        }

        @Override
        public LedgerIndex index() {
            return index;
        }
    }
}
