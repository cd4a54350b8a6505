package org.foedus.portal;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.foedus.protocol.message.Language;
import org.foedus.protocol.message.Messages;
import org.jspecify.annotations.Nullable;

/// What every template is given beside its page: the frame, the time, words, links and assets.
record View(Frame frame, Page page, Instant now, Words words, Links links, Assets assets) {
    /// How often a page that shows something going on is fetched again.
    static final int REFRESH_SECONDS = 5;

    /// Votes come slower than rounds.
    private static final int VOTE_REFRESH_SECONDS = 60;

    private static final int SPARK_WIDTH = 240;
    private static final int SPARK_HEIGHT = 48;
    private static final int SPARK_POINTS = 60;

    /// No list beside the one that a page is about is longer.
    static final int MOST = 50;

    /// Nor one of things that take much room.
    static final int FEW = 12;

    static View of(Frame frame, Page page, Instant now, Assets assets) {
        var language = frame.language();
        return new View(
                frame,
                page,
                now,
                Words.in(language),
                new Links(frame.basePath(), language),
                assets);
    }

    Language language() {
        return frame.language();
    }

    Show show() {
        return Show.in(frame.language());
    }

    /// This page in another language.
    String in(Language other) {
        return page.address(new Links(frame.basePath(), other));
    }

    String asset(String path) {
        return links.asset(path, assets.version(path));
    }

    /// The attribute that asks the script to fetch again, null where nothing goes on.
    @Nullable String refresh() {
        if (!page.live()) {
            return null;
        }
        boolean votes = page instanceof Page.Decisions || page instanceof Page.Decision;
        return String.valueOf(votes ? VOTE_REFRESH_SECONDS : REFRESH_SECONDS);
    }

    /// What marks the place of a page that only the member's machine has in the navigation.
    @Nullable String at(String path) {
        var here = page instanceof Page.Own(var own) ? own.address(links) : "";
        return here.startsWith(links.own(path)) ? "page" : null;
    }

    boolean charts() {
        return page instanceof Page.Run || page instanceof Page.Compare;
    }

    /// Whether its reader is not let in yet, so that there is nowhere to go from it.
    boolean outside() {
        return page instanceof Page.SignIn(var why) && why == Page.SignIn.Why.MEMBERS;
    }

    /// Whether the page needs what only runs side by side do.
    boolean compares() {
        return page instanceof Page.Runs || page instanceof Page.Compare;
    }

    /// Where the hub says the same for programs, null where it does not, or where the page is not
    /// the hub's.
    @Nullable String json() {
        return frame.console() ? null : page.json().map(links::outside).orElse(null);
    }

    /// Where the hub, or the member's machine, tells that something has changed; null where nobody
    /// does.
    @Nullable String events() {
        return frame.console() && frame.seat() == null ? null : links.outside("/events");
    }

    /// Whether the page has a proof that the browser can check.
    boolean proof() {
        if (!(page instanceof Page.Entry(var full, _))) {
            return false;
        }
        var proof = full.proof();
        return proof != null && proof.entry() != null;
    }

    /// What is said in English only, on a page of another language.
    @Nullable String english() {
        return frame.language() == Language.EN ? null : Language.EN.tag();
    }

    String ago(Instant time) {
        var age = Duration.between(time, now);
        if (age.toMinutes() < 1) {
            return words.of("ago.now");
        }
        if (age.toHours() < 1) {
            return words.of("ago.minutes", "n", age.toMinutes());
        }
        return age.toDays() < 2
                ? words.of("ago.hours", "n", age.toHours())
                : words.of("ago.days", "n", age.toDays());
    }

    String address(DecisionView decision) {
        return decision.admission() ? links.member(decision.id()) : links.decision(decision.id());
    }

    @Nullable Due due(MandateView mandate) {
        return Due.of(mandate, now, words);
    }

    String country(MemberView.Ref member) {
        return member.countryName(frame.language());
    }

    /// A quoted member's text that may be in another language, as the attribute `lang` says it.
    @Nullable String lang(Written text) {
        return text.lang(frame.language());
    }

    String text(Written text) {
        return text.in(frame.language());
    }

    /// What a failed check means and what to do, in the reader's language; empty where it is well.
    String meaning(Check check) {
        var code = check.code();
        if (code == null) {
            return "";
        }
        var messages = Messages.in(frame.language());
        return messages.meaning(code).orElse("") + messages.next(code).map(n -> " " + n).orElse("");
    }

    /// What every form brings back.
    String ticket() {
        var seat = frame.seat();
        return seat == null ? "" : seat.ticket();
    }

    static String segment(String text) {
        return Links.segment(text);
    }

    static String part(String kind, String name) {
        return Links.part(kind, name);
    }

    List<String> legend(Enum<?>... kinds) {
        return Arrays.stream(kinds).map(words::of).toList();
    }

    /// The first of a list; how many are left out is said beside it.
    static <T> List<T> some(List<T> all) {
        return all.subList(0, Math.min(all.size(), MOST));
    }

    static <T> List<T> few(List<T> all) {
        return all.subList(0, Math.min(all.size(), FEW));
    }

    /// The last of a list, in its order.
    static <T> List<T> latest(List<T> all) {
        return all.subList(Math.max(0, all.size() - MOST), all.size());
    }

    static boolean more(List<?> all, int most) {
        return all.size() > most;
    }

    static Curve spark(RunView run) {
        var values = run.accuracies();
        return Curve.of(values, Thin.of(values, SPARK_POINTS), SPARK_WIDTH, SPARK_HEIGHT, 1);
    }

    /// A number beside an axis, without needless zeros.
    static String tick(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
