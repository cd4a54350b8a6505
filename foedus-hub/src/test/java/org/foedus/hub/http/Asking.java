package org.foedus.hub.http;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A request of a member, which notes what its answerer looks for in the query.
final class Asking implements Exchange {
    private final String token;
    private final String path;
    private final SortedSet<String> names = new TreeSet<>();

    Asking(String token, String path) {
        this.token = token;
        this.path = path;
    }

    SortedSet<String> names() {
        return names;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public @Nullable String header(String name) {
        return name.equals("Authorization") ? "Bearer " + token : null;
    }

    @Override
    public @Nullable String queryParam(String name) {
        names.add(name);
        return null;
    }

    /// A digest, or a name of the right form.
    @Override
    public String pathParam(String name) {
        return name.equals("digest") || name.equals("hex") ? "0".repeat(64) : "some-1";
    }

    @Override
    public String address() {
        return "127.0.0.1";
    }

    @Override
    public long announcedBytes() {
        return 0;
    }

    @Override
    public InputStream body() {
        return InputStream.nullInputStream();
    }

    @Override
    public Exchange status(int status) {
        return this;
    }

    @Override
    public Exchange header(String name, String value) {
        return this;
    }

    @Override
    public Exchange contentType(String type) {
        return this;
    }

    @Override
    public void result(byte[] bytes) {}

    @Override
    public void result(String text) {}

    @Override
    public OutputStream stream(long bytes) {
        return new ByteArrayOutputStream();
    }

    @Override
    public OutputStream live(String type) {
        return new ByteArrayOutputStream();
    }
}
