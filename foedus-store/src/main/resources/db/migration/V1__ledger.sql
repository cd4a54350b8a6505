-- The ledger: what is appended here is never changed. Bodies and cosignatures lie beside it.

CREATE TABLE entry (
    idx     BIGINT NOT NULL PRIMARY KEY CHECK (idx >= 0),
    content ${blob} NOT NULL
);

-- The signed note over the first tree_size entries.
CREATE TABLE checkpoint (
    tree_size BIGINT NOT NULL PRIMARY KEY CHECK (tree_size > 0),
    note      VARCHAR(65536) NOT NULL
);

CREATE TABLE body (
    digest  VARCHAR(64) NOT NULL PRIMARY KEY,
    salt    ${blob} NOT NULL,
    content ${blob} NOT NULL
);

CREATE TABLE body_reader (
    digest VARCHAR(64) NOT NULL REFERENCES body (digest) ON DELETE CASCADE,
    reader VARCHAR(256) NOT NULL,
    PRIMARY KEY (digest, reader)
);

CREATE TABLE cosignature (
    tree_size BIGINT NOT NULL REFERENCES checkpoint (tree_size),
    key_name  VARCHAR(256) NOT NULL,
    line      VARCHAR(4096) NOT NULL,
    PRIMARY KEY (tree_size, key_name)
);

-- Operational state of the hub that is no part of the ledger.
CREATE TABLE meta (
    name  VARCHAR(64) NOT NULL PRIMARY KEY,
    value VARCHAR(65536) NOT NULL
);
