package org.foedus.link.tls;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.PublicKey;

/// What a hub says about itself, under its identity key: which TLS keys speak for it.
///
/// @param identity the key that signs the statement
/// @param alliance the id of the alliance
/// @param tlsPins SHA-256 of SubjectPublicKeyInfo, 64 hexadecimal digits each; 1 to [#MAX_PINS]
/// @param addresses where the hub listens, as `host:port`; at most [#MAX_ADDRESSES]
/// @param at the hub's time when it signed; fresh, or clients take it for a skewed clock
/// @param expires when the statement ends
public record HubStatement(
        PublicKey identity,
        String alliance,
        SortedSet<String> tlsPins,
        List<String> addresses,
        Instant at,
        Instant expires) {
    public static final int MAX_PINS = 16;
    public static final int MAX_ADDRESSES = 16;

    public HubStatement {
        tlsPins = Collections.unmodifiableSortedSet(new TreeSet<>(tlsPins));
        addresses = List.copyOf(addresses);
        if (tlsPins.isEmpty() || tlsPins.size() > MAX_PINS) {
            throw bad("lists " + tlsPins.size() + " TLS pins, expected 1 to " + MAX_PINS);
        }
        tlsPins.forEach(Sha256::new);
        if (addresses.size() > MAX_ADDRESSES) {
            throw bad("lists " + addresses.size() + " addresses, expected up to " + MAX_ADDRESSES);
        }
    }

    private static FoedusException bad(String what) {
        return new FoedusException(ErrorCode.BAD_FORMAT, "the hub's statement " + what);
    }
}
