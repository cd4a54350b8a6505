package org.foedus.link.client;

import java.net.http.HttpHeaders;
import java.util.Optional;
import org.foedus.core.digest.Bytes;

/// What the hub answered; any status but a redirect.
public record Answer(int status, HttpHeaders headers, Bytes body) {
    public boolean succeeded() {
        return status >= 200 && status < 300;
    }

    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }
}
