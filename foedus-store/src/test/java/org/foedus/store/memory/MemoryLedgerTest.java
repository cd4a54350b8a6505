package org.foedus.store.memory;

import org.foedus.core.ledger.Ledger;
import org.foedus.store.LedgerContract;

class MemoryLedgerTest extends LedgerContract {
    @Override
    protected Ledger open() {
        return new MemoryLedger();
    }

    @Override
    protected Ledger reopen(Ledger ledger) {
        return ((MemoryLedger) ledger).reopened();
    }
}
