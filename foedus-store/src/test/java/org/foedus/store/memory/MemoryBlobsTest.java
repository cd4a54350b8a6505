package org.foedus.store.memory;

import org.foedus.core.ledger.Blobs;
import org.foedus.store.BlobsContract;

class MemoryBlobsTest extends BlobsContract {
    @Override
    protected Blobs open() {
        return new MemoryBlobs(MAX_BLOB_BYTES);
    }

    @Override
    protected Blobs reopen(Blobs blobs) {
        return ((MemoryBlobs) blobs).reopened();
    }
}
