package org.foedus.portal.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.run.RunId;
import org.foedus.portal.ApiView;
import org.foedus.portal.EntryView;
import org.foedus.portal.Page;
import org.foedus.protocol.json.EntryCodec;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePMap;

/// What is found in a ledger, and by whom.
class LedgerSearchTest {
    private static final Instant AT = Instant.parse("2026-11-24T10:00:00Z");
    private static final Reader MEMBER =
            new Reader.Known("brazil", Optional.of(new MemberId("brazil")));
    private static final Reader PUBLIC = new Reader.Anyone();

    private final Ledger ledger = new Ledger();

    @Test
    void allWordsMustFitOrBeginSo() {
        ledger.add(120);
        assertThat(found(MEMBER, Map.of("q", "run-7"))).containsExactly(78L, 76L, 74L, 72L, 70L);
        assertThat(found(MEMBER, Map.of("q", "Run-7 FINISHED"))).hasSize(5);
        assertThat(found(MEMBER, Map.of("q", "nobody-77 wanted"))).containsExactly(77L);
        assertThat(found(MEMBER, Map.of("q", "run-7 nobody"))).isEmpty();
        assertThat(found(MEMBER, Map.of("type", "rejected/1", "q", "nobody-1")))
                .contains(1L, 119L)
                .allMatch(i -> i % 2 == 1);
    }

    @Test
    void anEntryIsFoundByTheStartOfItsLeafHash() {
        ledger.add(40);
        var leaf = MerkleTree.leafHash(ledger.lines.get(17).array()).hex();
        assertThat(found(MEMBER, Map.of("q", leaf.substring(0, 10)))).containsExactly(17L);
    }

    @Test
    void thePublicFindsNothingByWordsThatItMayNotRead() {
        ledger.add(20);
        assertThat(found(PUBLIC, Map.of("q", "nobody"))).isEmpty();
        assertThat(found(PUBLIC, Map.of("type", "rejected/1"))).isEmpty();
        assertThat(page(PUBLIC, Map.of()).search().types()).containsExactly("run-finished/1");
        assertThat(page(MEMBER, Map.of()).search().types())
                .containsExactly("rejected/1", "run-finished/1");
        var closed = page(PUBLIC, Map.of()).entries().getFirst();
        assertThat(closed.summary()).isNull();
        assertThat(closed.signer()).isNull();
        assertThat(entry(PUBLIC, 19).orElseThrow().entry().json()).isNull();
        assertThat(entry(MEMBER, 19).orElseThrow().entry().json()).contains("nobody-19");
        assertThat(entry(PUBLIC, 18).orElseThrow().entry().json()).contains("run-18");
    }

    @Test
    void newEntriesAreFoundAndALedgerThatWasCutIsReadAgain() {
        ledger.add(10);
        assertThat(found(MEMBER, Map.of("q", "run-8"))).containsExactly(8L);
        ledger.add(100);
        assertThat(found(MEMBER, Map.of("q", "run-88"))).containsExactly(88L);
        ledger.lines.subList(5, 110).clear();
        assertThat(found(MEMBER, Map.of("q", "run-8"))).isEmpty();
    }

    @Test
    void whatFitsIsReadPageByPage() {
        ledger.add(300);
        var first = page(MEMBER, Map.of("type", "run-finished/1"));
        assertThat(first.entries()).hasSize(50);
        assertThat(first.search().more()).isTrue();
        var seen = new TreeSet<Long>();
        for (long before = 300; ; ) {
            var page =
                    page(
                            MEMBER,
                            Map.of("type", "run-finished/1", "before", String.valueOf(before)));
            page.entries().forEach(e -> assertThat(seen.add(e.index())).isTrue());
            if (!page.search().more()) {
                break;
            }
            before = page.entries().getLast().index();
        }
        assertThat(seen).hasSize(150);
    }

    @Test
    void whatFitsIsReadAtOnce() {
        ledger.add(300);
        found(MEMBER, Map.of("q", "run-8"));
        ledger.reads = 0;
        assertThat(found(MEMBER, Map.of("type", "run-finished/1"))).hasSize(50);
        assertThat(ledger.reads).isEqualTo(1);
    }

    @Test
    void aFloodOfWordsIsForgottenFromTheOldestOnAndTheNewestIsFound() {
        long most = 1 << 20;
        ledger.index = new LedgerIndex(most);
        ledger.add(20_000);
        found(MEMBER, Map.of("q", "run-2"));

        assertThat(ledger.index.bytes()).isLessThan(2 * most);
        assertThat(found(MEMBER, Map.of("q", "nobody-19999"))).containsExactly(19_999L);
        assertThat(found(MEMBER, Map.of("q", "nobody-1001"))).isEmpty();
        assertThat(found(MEMBER, Map.of("type", "rejected/1"))).hasSize(50);
    }

    @Test
    void badQuestionsAreNoPage() {
        ledger.add(3);
        assertThat(site(MEMBER).page(asked(Map.of("q", "x".repeat(201))))).isEmpty();
        assertThat(site(MEMBER).page(asked(Map.of("before", "4")))).isEmpty();
        assertThat(site(MEMBER).page(asked(Map.of("before", "-1")))).isEmpty();
        assertThat(found(MEMBER, Map.of("q", "\uD800 <script> \u202E"))).isEmpty();
        for (var number : List.of("3", "-1", "9999999999999999999", "x", "", "\uD800")) {
            assertThat(site(MEMBER).page(new Asked(Place.ENTRY, number, new TreeMap<>())))
                    .as(number)
                    .isEmpty();
        }
    }

    private List<Long> found(Reader reader, Map<String, String> query) {
        return page(reader, query).entries().stream().map(EntryView::index).toList();
    }

    private Page.Ledger page(Reader reader, Map<String, String> query) {
        return (Page.Ledger) site(reader).page(asked(query)).orElseThrow();
    }

    private Optional<Page.Entry> entry(Reader reader, long index) {
        return site(reader)
                .page(new Asked(Place.ENTRY, String.valueOf(index), new TreeMap<>()))
                .map(p -> (Page.Entry) p);
    }

    private static Asked asked(Map<String, String> query) {
        return new Asked(Place.LEDGER, "", new TreeMap<>(query));
    }

    private Site site(Reader reader) {
        var state =
                States.of(
                        ledger.lines.size(),
                        AT,
                        Optional.empty(),
                        TreePMap.empty(),
                        TreePMap.empty());
        return new Site(state, ledger, reader, new ApiView("", List.of(), List.of(), List.of()));
    }

    /// Even entries are public, odd ones the members'.
    private static final class Ledger implements Outside {
        private final List<Bytes> lines = new ArrayList<>();
        private LedgerIndex index = new LedgerIndex();
        private int reads;

        void add(int count) {
            for (int i = 0; i < count; i++) {
                int n = lines.size();
                Entry entry =
                        n % 2 == 0
                                ? new Entry.RunFinished(
                                        AT, new RunId("run-" + n), Sha256.of(new byte[] {(byte) n}))
                                : new Entry.Rejected(
                                        AT, new MemberId("nobody-" + n), "nobody wanted it");
                lines.add(EntryCodec.write(entry));
            }
        }

        @Override
        public Instant now() {
            return AT;
        }

        @Override
        public List<Bytes> entries(long from, int count) {
            reads++;
            int start = (int) Math.min(from, lines.size());
            return List.copyOf(lines.subList(start, Math.min(lines.size(), start + count)));
        }

        @Override
        public List<Bytes> entries(SortedSet<Long> indexes) {
            reads++;
            return indexes.stream().map(i -> lines.get(Math.toIntExact(i))).toList();
        }

        @Override
        public String note() {
            return "";
        }

        @Override
        public List<Sha256> inclusion(long at, long size) {
            return List.of();
        }

        @Override
        public LedgerIndex index() {
            return index;
        }
    }
}
