package org.foedus.hub.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.PublicKey;
import org.foedus.protocol.api.Api;
import org.jspecify.annotations.Nullable;

/// An exchange over the server's sockets. Answers that are whole in memory may be compressed;
/// streams never are.
final class JettyExchange implements Exchange {
    /// Most bytes of a body that are read though nobody wants them.
    private static final long MAX_PASSED_OVER = Api.MAX_REQUEST_BYTES;

    /// Less is not worth compressing.
    private static final int MIN_COMPRESSED = 1024;

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Connections.Line line;
    private final SortedMap<String, String> parameters;
    private final Body body;
    private @Nullable Fields query;
    private byte @Nullable [] result;
    private @Nullable OutputStream stream;
    private boolean broken;

    /// @param parameters from the path
    JettyExchange(
            Request request,
            Response response,
            Callback callback,
            Connections.Line line,
            SortedMap<String, String> parameters) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.line = line;
        this.parameters = parameters;
        this.body = new Body(Request.asInputStream(request), request.getLength());
        response.setStatus(HttpStatus.OK_200);
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String path() {
        return path(request);
    }

    /// Decoded; empty where there is none.
    static String path(Request request) {
        var path = request.getHttpURI().getDecodedPath();
        return path == null ? "" : path;
    }

    @Override
    public @Nullable String header(String name) {
        return request.getHeaders().get(name);
    }

    @Override
    public @Nullable String queryParam(String name) {
        return query().getValue(name);
    }

    @Override
    public List<String> queryParams(String name) {
        return query().getValuesOrEmpty(name);
    }

    private Fields query() {
        var known = query;
        if (known == null) {
            try {
                known = Request.extractQueryParameters(request);
            } catch (RuntimeException e) {
                throw new FoedusException(
                        ErrorCode.BAD_REQUEST, "the query is not percent-encoded UTF-8", e);
            }
            query = known;
        }
        return known;
    }

    @Override
    public String pathParam(String name) {
        var value = parameters.get(name);
        if (value == null) {
            throw new FoedusException(ErrorCode.INTERNAL_ERROR, "no parameter " + name);
        }
        return value;
    }

    @Override
    public String address() {
        var forwarded = line.trusted() ? header("X-Forwarded-For") : null;
        return forwarded == null
                ? line.address()
                : forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
    }

    @Override
    public void calledBy(PublicKey key) {
        line.calledBy(key);
    }

    @Override
    public long announcedBytes() {
        return request.getLength();
    }

    @Override
    public InputStream body() {
        return body;
    }

    /// Tells the connection how it comes along.
    private final class Body extends InputStream {
        private final InputStream in;
        private long left;
        private boolean begun;
        private boolean whole;

        private Body(InputStream in, long left) {
            this.in = in;
            this.left = left;
            this.whole = left == 0 || left < 0 && !chunked();
        }

        private boolean chunked() {
            return request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
        }

        /// Whether what is left of it may be passed over, so that the connection goes on.
        private boolean passable() {
            return whole || begun || left <= MAX_PASSED_OVER && header("Expect") == null;
        }

        /// Reads what nobody wanted: who still writes when the connection ends loses the answer.
        private void passOver() {
            if (whole || !begun && header("Expect") != null) {
                return;
            }
            try {
                skipNBytes(MAX_PASSED_OVER);
            } catch (IOException e) {
                // It ended, or the other side has gone.
            }
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (!begun) {
                begun = true;
                line.reads();
            }
            int n = some(into, offset, length);
            if (n > 0) {
                line.hasRead(n);
                left -= n;
            }
            if (n < 0 || left == 0) {
                whole = true;
                line.hasReadAll();
            }
            return n;
        }

        private int some(byte[] into, int offset, int length) throws IOException {
            try {
                return in.read(into, offset, length);
            } catch (IOException | RuntimeException e) {
                throw new BrokenOff(statusOf(e), e);
            }
        }
    }

    private static int statusOf(@Nullable Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpException http) {
                return http.getCode();
            }
        }
        return HttpStatus.BAD_REQUEST_400;
    }

    @Override
    public Exchange status(int status) {
        response.setStatus(status);
        return this;
    }

    @Override
    public Exchange header(String name, String value) {
        if (!response.isCommitted()) {
            response.getHeaders().put(name, value);
        }
        return this;
    }

    @Override
    public Exchange contentType(String type) {
        return header("Content-Type", type);
    }

    @Override
    public void result(byte[] bytes) {
        result = bytes;
    }

    @Override
    public void result(String text) {
        result(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public OutputStream stream(long bytes) {
        header("Content-Length", Long.toString(bytes));
        return sink();
    }

    @Override
    public OutputStream live(String type) {
        contentType(type);
        return sink();
    }

    private OutputStream sink() {
        var out = new Sink(Content.Sink.asOutputStream(response));
        stream = out;
        return out;
    }

    /// Whose reader may go away at any time.
    private static final class Sink extends OutputStream {
        private final OutputStream out;

        private Sink(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw new BrokenOff(HttpStatus.BAD_REQUEST_400, e);
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (IOException e) {
                throw new BrokenOff(HttpStatus.BAD_REQUEST_400, e);
            }
        }

        @Override
        public void close() {
            // The exchange ends it, for it knows whether all went well.
        }

        private void end() throws IOException {
            out.close();
        }
    }

    @Override
    public boolean begun() {
        return response.isCommitted();
    }

    @Override
    public void breakOff() {
        broken = true;
    }

    /// Sends what was said.
    void finish() {
        if (broken) {
            callback.failed(new EofException("broken off"));
        } else if (stream instanceof Sink sink && result == null && !head()) {
            try {
                sink.end();
                callback.succeeded();
            } catch (IOException e) {
                callback.failed(e);
            }
        } else {
            send(result);
        }
    }

    private boolean head() {
        return method().equals("HEAD");
    }

    private void send(byte @Nullable [] whole) {
        var headers = response.getHeaders();
        if (!body.passable()) {
            headers.put(HttpHeader.CONNECTION, "close");
        }
        if (whole == null || HttpStatus.hasNoBody(response.getStatus())) {
            write(null);
            return;
        }
        if (!headers.contains(HttpHeader.CONTENT_TYPE)) {
            headers.put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
        }
        var bytes = compressed(whole);
        headers.put(HttpHeader.CONTENT_LENGTH, bytes.length);
        write(head() ? null : ByteBuffer.wrap(bytes));
    }

    private void write(@Nullable ByteBuffer bytes) {
        try {
            Content.Sink.write(response, true, bytes);
            body.passOver();
            callback.succeeded();
        } catch (IOException e) {
            callback.failed(e);
        }
    }

    private byte[] compressed(byte[] whole) {
        var headers = response.getHeaders();
        var type = headers.get(HttpHeader.CONTENT_TYPE);
        if (whole.length < MIN_COMPRESSED || !Compression.worthIt(type)) {
            return whole;
        }
        headers.ensureField(
                new org.eclipse.jetty.http.HttpField(HttpHeader.VARY, "Accept-Encoding"));
        if (!Compression.wanted(request.getHeaders().getValuesList("Accept-Encoding"))) {
            return whole;
        }
        headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
        var etag = headers.get(HttpHeader.ETAG);
        if (etag != null && !etag.startsWith("W/")) {
            headers.put(HttpHeader.ETAG, "W/" + etag);
        }
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(whole);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e); // Memory does not fail.
        }
        return out.toByteArray();
    }
}
