package org.foedus.link.client;

import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// One request to the hub.
///
/// @param method such as `GET`
/// @param path with its query, beginning with one slash
/// @param headers names in lower case
/// @param maxAnswerBytes a longer answer is refused
/// @param timeout until the whole answer is there
/// @param anonymous without the `Authorization` header, and never renewed
public record Request(
        String method,
        String path,
        SortedMap<String, String> headers,
        Body body,
        int maxAnswerBytes,
        Duration timeout,
        boolean anonymous) {
    public static final int DEFAULT_ANSWER_BYTES = 1024 * 1024;
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_PATH_CHARACTERS = 4096;

    public Request {
        var copy = new TreeMap<String, String>();
        headers.forEach((name, value) -> copy.put(name.toLowerCase(Locale.ROOT), value));
        headers = Collections.unmodifiableSortedMap(copy);
        if (!path.matches("/(?!/)[\\x21-\\x7e&&[^#\\\\]]*")
                || path.length() > MAX_PATH_CHARACTERS) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    "a path begins with one slash and has at most "
                            + MAX_PATH_CHARACTERS
                            + " characters of ASCII without spaces");
        }
    }

    public static Request of(String method, String path, Body body) {
        return new Request(
                method,
                path,
                Collections.emptySortedMap(),
                body,
                DEFAULT_ANSWER_BYTES,
                DEFAULT_TIMEOUT,
                false);
    }

    public static Request get(String path) {
        return of("GET", path, new Body.Empty());
    }

    /// A POST of JSON.
    public static Request postJson(String path, Bytes json) {
        return of("POST", path, new Body.Whole(json)).header("content-type", "application/json");
    }

    public Request header(String name, String value) {
        var wider = new TreeMap<>(headers);
        wider.put(name.toLowerCase(Locale.ROOT), value);
        return new Request(method, path, wider, body, maxAnswerBytes, timeout, anonymous);
    }

    public Request answerUpTo(int bytes) {
        return new Request(method, path, headers, body, bytes, timeout, anonymous);
    }

    public Request within(Duration limit) {
        return new Request(method, path, headers, body, maxAnswerBytes, limit, anonymous);
    }

    public Request anonymously() {
        return new Request(method, path, headers, body, maxAnswerBytes, timeout, true);
    }

    /// Whether the hub's state is the same after it as before.
    boolean onlyReads() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
