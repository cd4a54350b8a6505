package org.foedus.portal;

import org.foedus.core.digest.Sha256;

/// A file that pages refer to. It never changes under its version, so it may be cached for ever.
public final class Asset {
    private final byte[] bytes;
    private final String contentType;
    private final String etag;

    Asset(byte[] bytes, String contentType) {
        this.bytes = bytes.clone();
        this.contentType = contentType;
        this.etag = '"' + Sha256.of(bytes).shortHex() + '"';
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /// As in the header `Content-Type`.
    public String contentType() {
        return contentType;
    }

    /// As in the header `ETag`, quotes included.
    public String etag() {
        return etag;
    }

    /// What links carry, so that a changed file has a new address.
    String version() {
        return etag.substring(1, etag.length() - 1);
    }
}
