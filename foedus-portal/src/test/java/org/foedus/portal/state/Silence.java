package org.foedus.portal.state;

import java.time.Instant;
import java.util.List;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;

/// Nothing is known but the time.
record Silence(Instant now) implements Outside {
    static Outside at(Instant now) {
        return new Silence(now);
    }

    @Override
    public List<Bytes> entries(long from, int count) {
        return List.of();
    }

    @Override
    public String note() {
        return "";
    }

    @Override
    public List<Sha256> inclusion(long index, long size) {
        return List.of();
    }

    @Override
    public LedgerIndex index() {
        return new LedgerIndex();
    }
}
