/// JSON of everything that travels or is kept: entries, claims, envelopes, plans. Strict in what it
/// reads: duplicate keys, unknown fields, trailing data and lax base64 are refused. Thread-safe.
@NullMarked
package org.foedus.protocol.json;

import org.jspecify.annotations.NullMarked;
