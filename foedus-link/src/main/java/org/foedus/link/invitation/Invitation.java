package org.foedus.link.invitation;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.address.HubAddress;
import org.foedus.link.keys.SecretBytes;

/// An invitation to an alliance, `foedus://host:port/#<secret>.<fingerprint>`.
///
/// Secret and fingerprint are 32 bytes each, written as 43 characters of base64url (RFC 4648 §5)
/// without padding. Whoever holds the string may use it once, so only [#text] shows the secret.
///
/// @param hub where to dial
/// @param secret 32 random bytes, single-use
/// @param fingerprint of the hub's identity key: whom to trust
public record Invitation(HubAddress hub, SecretBytes secret, Sha256 fingerprint) {
    public static final int SECRET_BYTES = 32;
    public static final int MAX_CHARACTERS = 512;

    private static final String SCHEME = "foedus://";
    private static final String SHAPE = "foedus://host:port/#<secret>.<fingerprint>";
    private static final int PART_CHARACTERS = 43;
    private static final byte[] HASH_DOMAIN =
            "foedus invitation secret v1\0".getBytes(StandardCharsets.US_ASCII);

    public Invitation {
        if (secret.length() != SECRET_BYTES) {
            throw bad("its secret has " + secret.length() + " bytes, expected " + SECRET_BYTES);
        }
    }

    /// Reads an invitation; white space around it is dropped. Messages never repeat the secret.
    ///
    /// @throws FoedusException `BAD_INVITATION`, naming the part that is wrong
    public static Invitation parse(String text) {
        var stripped = text.strip();
        if (stripped.length() > MAX_CHARACTERS) {
            throw bad("it is longer than " + MAX_CHARACTERS + " characters");
        }
        if (!stripped.startsWith(SCHEME)) {
            throw bad("it does not begin with " + SCHEME);
        }
        int hash = stripped.indexOf('#');
        if (hash < 0) {
            throw bad(
                    "the part after # is missing (was it cut off, or eaten by a shell? quote it)");
        }
        var address = stripped.substring(SCHEME.length(), hash);
        if (address.endsWith("/")) {
            address = address.substring(0, address.length() - 1);
        }
        if (address.contains("/") || address.contains("@") || address.contains("?")) {
            throw bad("between foedus:// and # only host:port/ may stand");
        }
        var fragment = stripped.substring(hash + 1);
        int dot = fragment.indexOf('.');
        if (dot < 0) {
            throw bad("the part after # has no dot between secret and fingerprint (cut off?)");
        }
        var fingerprint = decode("fingerprint", fragment.substring(dot + 1));
        var secret = decode("secret", fragment.substring(0, dot));
        return new Invitation(hub(address), SecretBytes.of(secret), Sha256.fromBytes(fingerprint));
    }

    private static HubAddress hub(String text) {
        try {
            return HubAddress.parse(text);
        } catch (FoedusException e) {
            throw bad("its address is wrong: " + e.reason());
        }
    }

    private static byte[] decode(String part, String text) {
        if (text.length() != PART_CHARACTERS) {
            throw bad(
                    "its "
                            + part
                            + " has "
                            + text.length()
                            + " characters, expected "
                            + PART_CHARACTERS);
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw bad("its " + part + " is not base64url (letters, digits, - and _)");
        }
        if (!encode(bytes).equals(text)) {
            throw bad("its " + part + " ends in a character that no 32 bytes end in");
        }
        return bytes;
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static FoedusException bad(String what) {
        return new FoedusException(
                ErrorCode.BAD_INVITATION,
                "this is no invitation: " + what + ". Expected " + SHAPE + "; ask for a new one");
    }

    /// The whole string, secret included: for the invited and nobody else, never for a log.
    public String text() {
        return SCHEME
                + hub
                + "/#"
                + secret.use(Invitation::encode)
                + "."
                + encode(fingerprint.bytes());
    }

    /// What the hub keeps instead of the secret, and looks the invitation up by.
    public Sha256 secretHash() {
        return secret.use(Invitation::secretHash);
    }

    /// The hash of a secret that came by another way than an invitation.
    public static Sha256 secretHash(byte[] secret) {
        return Sha256.of(HASH_DOMAIN, secret);
    }

    @Override
    public String toString() {
        return SCHEME + hub + "/#(secret)." + encode(fingerprint.bytes());
    }
}
