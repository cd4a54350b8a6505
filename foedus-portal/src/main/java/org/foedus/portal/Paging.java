package org.foedus.portal;

import java.util.List;

/// Which page of a list is shown.
///
/// @param number from 1
/// @param total rows of all pages
public record Paging(long number, long total) {
    /// Rows of a page.
    public static final int ROWS = 50;

    /// The page asked for, or the nearest that there is.
    public static Paging of(long asked, long total) {
        return new Paging(Math.clamp(asked, 1, Math.max(1, pages(total))), total);
    }

    private static long pages(long total) {
        return (total + ROWS - 1) / ROWS;
    }

    /// The rows of this page.
    public <T> List<T> of(List<T> all) {
        int from = (int) Math.min(all.size(), (number - 1) * ROWS);
        return all.subList(from, Math.min(all.size(), from + ROWS));
    }

    /// As a query, beside a filter that is empty or like `run=r1`.
    String query(String filter) {
        var page = number > 1 ? "page=" + number : "";
        var query = filter.isEmpty() || page.isEmpty() ? filter + page : filter + "&" + page;
        return query.isEmpty() ? "" : "?" + query;
    }

    long pages() {
        return Math.max(1, pages(total));
    }

    boolean several() {
        return total > ROWS;
    }

    boolean hasNext() {
        return number < pages();
    }

    boolean hasPrevious() {
        return number > 1;
    }
}
