package org.foedus.hub.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An exchange over the server's sockets.
record JavalinExchange(Context ctx) implements Exchange {
    @Override
    public String method() {
        return ctx.method().name();
    }

    @Override
    public String path() {
        return ctx.path();
    }

    @Override
    public @Nullable String header(String name) {
        return ctx.header(name);
    }

    @Override
    public @Nullable String queryParam(String name) {
        return ctx.queryParam(name);
    }

    @Override
    public List<String> queryParams(String name) {
        return ctx.queryParams(name);
    }

    @Override
    public String pathParam(String name) {
        return ctx.pathParam(name);
    }

    @Override
    public String address() {
        return ctx.ip();
    }

    @Override
    public long announcedBytes() {
        return ctx.req().getContentLengthLong();
    }

    @Override
    public InputStream body() throws IOException {
        return ctx.req().getInputStream();
    }

    @Override
    public Exchange status(int status) {
        ctx.status(status);
        return this;
    }

    @Override
    public Exchange header(String name, String value) {
        ctx.header(name, value);
        return this;
    }

    @Override
    public Exchange contentType(String type) {
        ctx.contentType(type);
        return this;
    }

    @Override
    public void result(byte[] bytes) {
        ctx.result(bytes);
    }

    @Override
    public void result(String text) {
        ctx.result(text);
    }

    @Override
    public OutputStream stream(long bytes) throws IOException {
        ctx.res().setContentLengthLong(bytes);
        return ctx.outputStream();
    }

    /// Past the compression, which would wait for more.
    @Override
    public OutputStream live(String type) throws IOException {
        ctx.res().setContentType(type);
        return ctx.res().getOutputStream();
    }
}
