package org.foedus.portal;

import java.util.List;

/// Which page of a list is shown.
///
/// @param number from 1
/// @param total rows of all pages
/// @param rows of a page
public record Paging(long number, long total, int rows) {
    /// Rows of a page of most lists.
    public static final int ROWS = 50;

    /// The page asked for, or the nearest that there is.
    public static Paging of(long asked, long total) {
        return of(asked, total, ROWS);
    }

    public static Paging of(long asked, long total, int rows) {
        return new Paging(Math.clamp(asked, 1, pages(total, rows)), total, rows);
    }

    private static long pages(long total, int rows) {
        return Math.max(1, (total + rows - 1) / rows);
    }

    /// The rows of this page.
    public <T> List<T> of(List<T> all) {
        int from = (int) Math.min(all.size(), from());
        return all.subList(from, Math.min(all.size(), from + rows));
    }

    /// How many rows come before this page.
    long from() {
        return (number - 1) * rows;
    }

    /// As a query, beside a filter that is empty or like `run=r1`.
    String query(String filter) {
        var page = number > 1 ? "page=" + number : "";
        var query = filter.isEmpty() || page.isEmpty() ? filter + page : filter + "&" + page;
        return query.isEmpty() ? "" : "?" + query;
    }

    long pages() {
        return pages(total, rows);
    }

    boolean several() {
        return total > rows;
    }

    boolean hasNext() {
        return number < pages();
    }

    boolean hasPrevious() {
        return number > 1;
    }
}
