package org.foedus.node.agent;

import org.foedus.core.entry.Entry;
import org.foedus.core.error.FoedusException;
import org.foedus.link.hub.HubClient;
import org.foedus.node.home.NodeHome;

/// Where the hub is: as the ledger says, or as the owner said meanwhile (`foedus node hub`). It is
/// the same hub only by its identity key.
final class Whereabouts {
    private final NodeHome home;
    private final HubClient hub;
    private final Journal journal;

    Whereabouts(NodeHome home, HubClient hub, Journal journal) {
        this.home = home;
        this.hub = hub;
        this.journal = journal;
    }

    /// Takes new addresses from the ledger, before those that were known.
    void heard(Entry entry) {
        if (entry instanceof Entry.HubAddresses moved && !moved.addresses().isEmpty()) {
            try {
                var pin = home.hub().movedTo(moved.addresses());
                home.keep(pin);
                hub.move(pin.parsed());
                journal.info("hub-moved", "addresses", moved.addresses().toString());
            } catch (FoedusException e) {
                journal.warn("hub-address-unusable", e);
            }
        }
    }

    /// Looks again at what is pinned, after the hub was lost.
    void look() {
        try {
            hub.move(home.hub().parsed());
        } catch (FoedusException e) {
            journal.warn("hub-address-unusable", e);
        }
    }
}
