package org.foedus.protocol.chain;

import org.foedus.core.entry.Entry;

/// What the next line of a ledger proved to be.
public sealed interface Judged {
    /// As the rules want it; appended.
    record Lawful(Entry entry) implements Judged {}

    /// Against the rules, and possible all the same: appended, so that what follows can be judged.
    ///
    /// @param why what was expected, what was found
    record Unlawful(Entry entry, String why) implements Judged {}

    /// Nothing can follow it: no entry at all, or one that the state before it has no room for. Not
    /// appended.
    ///
    /// @param type as far as it could be read, or empty
    record Impossible(String type, String why) implements Judged {}

    /// Of a type that this release does not know, as a newer one may write it: neither lawful nor a
    /// lie. Not appended.
    record Unknown(String type) implements Judged {}
}
