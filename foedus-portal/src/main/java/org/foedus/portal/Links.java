package org.foedus.portal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import org.foedus.protocol.message.Language;
import org.jspecify.annotations.Nullable;

/// Where each page lives in one language, below the base path. The shell that serves the pages uses
/// the same paths.
final class Links {
    private static final String UNRESERVED = "-_~";
    private static final String HEX = "0123456789ABCDEF";

    private final String root;
    private final String base;

    Links(String basePath, Language language) {
        this.root = basePath;
        this.base = basePath + "/" + language.tag();
    }

    /// Of a page that a shell serves without a language: those of a member's machine, the API.
    String outside(String path) {
        return root + path;
    }

    /// Of a page that only a member's machine has: `/inbox`, `/node/sent`.
    String own(String path) {
        return base + path;
    }

    /// Of the page that acts belong to.
    String of(Act.Where where, String subject) {
        return switch (where) {
            case MEMBER -> member(subject);
            case DECISION -> decision(subject);
            case MANDATE -> mandate(subject);
            case PARTNERSHIP -> partnership(subject);
            case RUN -> run(subject);
            case COMMUNIQUE -> communique(subject);
            case NEWS -> section(Section.NEWS);
            case DECISIONS -> section(Section.DECISIONS);
            case CHARTER -> charter();
            case MANDATES -> section(Section.MANDATES);
            case PARTNERSHIPS -> section(Section.PARTNERSHIPS);
            case APPROVALS -> own("/node/approvals");
        };
    }

    String home() {
        return base + "/";
    }

    String signIn() {
        return base + "/session";
    }

    /// Routes that belong together, by their name, or a schema.
    String api(String part) {
        return api() + "/" + segment(part);
    }

    String api() {
        return base + "/api";
    }

    /// The name of a part of a page, as an id and after `#`.
    static String part(String kind, String name) {
        return kind + "-" + segment(name);
    }

    String section(Section section) {
        return base + section.path();
    }

    /// The list of members of a country.
    String members(String country) {
        return members(country, 1);
    }

    String members(@Nullable String country, long number) {
        var filter = country == null ? "" : "country=" + segment(country);
        return list(Section.MEMBERS, filter, number);
    }

    String member(String id) {
        return base + "/members/" + segment(id);
    }

    /// With a page of the ballots on an applicant.
    String member(String id, long ballots) {
        return paged(member(id), ballots);
    }

    private static String paged(String address, long number) {
        return address + (number > 1 ? "?page=" + number : "");
    }

    String decision(String id, long ballots) {
        return paged(decision(id), ballots);
    }

    String decision(String id) {
        return base + "/decisions/" + segment(id);
    }

    String partnership(String id) {
        return base + "/partnerships/" + segment(id);
    }

    String programme(String id) {
        return base + "/programmes/" + segment(id);
    }

    /// A page of the list of programmes.
    String programmes(long number) {
        return paged(base + "/programmes", number);
    }

    String charter() {
        return base + "/charter";
    }

    String charter(int version) {
        return base + "/charter?version=" + version;
    }

    /// A page of a list: what it is filtered by, empty or like `status=done`, and its number.
    String list(Section section, String filter, long number) {
        var page = number > 1 ? "page=" + number : "";
        var query = filter.isEmpty() || page.isEmpty() ? filter + page : filter + "&" + page;
        return section(section) + (query.isEmpty() ? "" : "?" + query);
    }

    String mandate(String id) {
        return base + "/mandates/" + segment(id);
    }

    String communique(String id) {
        return base + "/news/" + segment(id);
    }

    String run(String id) {
        return base + "/runs/" + segment(id);
    }

    /// With a page of its rounds and one of its members.
    String run(String id, long rounds, long members) {
        var query = new StringJoiner("&", "?", "").setEmptyValue("");
        if (rounds > 1) {
            query.add("page=" + rounds);
        }
        if (members > 1) {
            query.add("members=" + members);
        }
        return run(id) + query;
    }

    /// Runs side by side.
    String compare(List<String> runs, long rounds) {
        var query = new StringJoiner("&", "?", "").setEmptyValue("");
        runs.forEach(r -> query.add("run=" + segment(r)));
        if (rounds > 1) {
            query.add("page=" + rounds);
        }
        return compare() + query;
    }

    String compare() {
        return base + "/compare";
    }

    /// With a page of the versions of its run.
    String model(String sha256, long versions) {
        return paged(model(sha256), versions);
    }

    String model(String sha256) {
        return base + "/models/" + segment(sha256);
    }

    String entry(long index) {
        return base + "/ledger/" + index;
    }

    /// What the ledger says of something.
    String ledger(String words) {
        return section(Section.LEDGER) + "?q=" + segment(words);
    }

    /// The page of the ledger, or of what is looked for in it, that ends just before an index;
    /// negative for the newest.
    String ledger(LedgerSearch search, long before) {
        return section(Section.LEDGER) + query(search, before);
    }

    static String query(LedgerSearch search, long before) {
        var query = new StringJoiner("&", "?", "").setEmptyValue("");
        if (!search.words().isEmpty()) {
            query.add("q=" + segment(search.words()));
        }
        if (!search.type().isEmpty()) {
            query.add("type=" + segment(search.type()));
        }
        if (before >= 0) {
            query.add("before=" + before);
        }
        return query.toString();
    }

    String asset(String path, String version) {
        return root + "/assets/" + path + "?v=" + segment(version);
    }

    /// One path segment, percent-encoded. A segment of dots alone would climb in the path even when
    /// encoded, so its dots are encoded twice: such a link leads nowhere.
    static String segment(String text) {
        boolean dots = text.equals(".") || text.equals("..");
        var out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (isUnreserved(c) || c == '.' && !dots) {
                out.append(c);
            } else {
                out.append(dots ? "%25" : "%");
                out.append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
            }
        }
        return out.toString();
    }

    private static boolean isUnreserved(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || UNRESERVED.indexOf(c) >= 0;
    }
}
