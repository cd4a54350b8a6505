package org.foedus.sim;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.digest.Bytes;
import org.foedus.hub.http.Exchange;
import org.jspecify.annotations.Nullable;

/// An exchange over the simulated network.
final class SimExchange implements Exchange {
    private final Call call;
    private final SortedMap<String, String> parameters;
    private final SortedMap<String, String> headers = new TreeMap<>();
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private int status = 200;

    SimExchange(Call call, SortedMap<String, String> parameters) {
        this.call = call;
        this.parameters = parameters;
    }

    Reply reply() {
        return new Reply(status, headers, Bytes.of(answer.toByteArray()));
    }

    @Override
    public String method() {
        return call.method();
    }

    @Override
    public String path() {
        return call.route();
    }

    @Override
    public @Nullable String header(String name) {
        return call.headers().get(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public @Nullable String queryParam(String name) {
        int query = call.path().indexOf('?');
        if (query < 0) {
            return null;
        }
        for (var pair : call.path().substring(query + 1).split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    @Override
    public String pathParam(String name) {
        var value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no parameter " + name + " in " + call.path());
        }
        return value;
    }

    @Override
    public String address() {
        return "127.0.0.1";
    }

    @Override
    public long announcedBytes() {
        return call.body().length();
    }

    @Override
    public InputStream body() {
        var arrived = new ByteArrayInputStream(call.body().array(), 0, call.cut());
        if (call.whole()) {
            return arrived;
        }
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return broken(arrived.read());
            }

            @Override
            public int read(byte[] into, int from, int most) throws IOException {
                return most == 0 ? 0 : broken(arrived.read(into, from, most));
            }

            private int broken(int got) throws IOException {
                if (got < 0) {
                    throw new IOException("the connection broke");
                }
                return got;
            }
        };
    }

    @Override
    public Exchange status(int next) {
        status = next;
        return this;
    }

    @Override
    public Exchange header(String name, String value) {
        headers.put(name.toLowerCase(Locale.ROOT), value);
        return this;
    }

    @Override
    public Exchange contentType(String type) {
        return header("content-type", type);
    }

    @Override
    public void result(byte[] bytes) {
        answer.reset();
        answer.writeBytes(bytes);
    }

    @Override
    public void result(String text) {
        result(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public OutputStream stream(long bytes) {
        answer.reset();
        return answer;
    }

    /// Nobody here looks at pages.
    @Override
    public OutputStream live(String type) throws IOException {
        throw new IOException("no answer without an end");
    }
}
