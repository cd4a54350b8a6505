-- Who may write. Whoever takes over raises the epoch; each transaction that writes checks the epoch
-- that its writer found when it opened the ledger, so that a writer of the past cannot write any more.

CREATE TABLE leadership (
    id     INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    epoch  BIGINT NOT NULL CHECK (epoch >= 0),
    holder VARCHAR(256) NOT NULL
);

INSERT INTO leadership (id, epoch, holder) VALUES (1, 0, '');
