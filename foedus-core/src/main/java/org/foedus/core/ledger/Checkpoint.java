package org.foedus.core.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;

/// The signed head of a ledger, as a note of C2SP `signed-note` and `tlog-checkpoint`: origin,
/// size, root; then an empty line and signature lines `— <name> base64(key id ‖ signature)`.
///
/// @param origin names the log: `foedus/<alliance id>`
public record Checkpoint(String origin, long size, Sha256 root) {
    public static final int MAX_NOTE_BYTES = 64 * 1024;
    private static final byte ED25519 = 1;
    private static final byte COSIGNATURE_V1 = 4;
    private static final int KEY_ID_BYTES = 4;
    private static final int TIME_BYTES = 8;

    public static String originOf(Sha256 alliance) {
        return "foedus/" + alliance.hex();
    }

    /// The signed text, with its final newline.
    public String body() {
        return origin
                + "\n"
                + size
                + "\n"
                + Base64.getEncoder().encodeToString(root.bytes())
                + "\n";
    }

    /// The note with the log's own signature, under the origin's name.
    public String sign(Signer hub) {
        var signature = hub.sign(body().getBytes(StandardCharsets.UTF_8));
        return body() + "\n" + line(origin, ED25519, hub.publicKey(), signature.array());
    }

    /// A witness's line: C2SP `tlog-cosignature` v1, over a time and the body.
    ///
    /// @param name of the witness: a member id
    /// @param seconds POSIX time
    public String cosign(String name, Signer witness, long seconds) {
        var signature = witness.sign(cosigned(body(), seconds)).array();
        var stamped = new byte[TIME_BYTES + signature.length];
        for (int i = 0; i < TIME_BYTES; i++) {
            stamped[i] = (byte) (seconds >>> (8 * (TIME_BYTES - 1 - i)));
        }
        System.arraycopy(signature, 0, stamped, TIME_BYTES, signature.length);
        return line(name, COSIGNATURE_V1, witness.publicKey(), stamped);
    }

    /// Reads a note and requires the hub's signature on it.
    public static Checkpoint open(String note, PublicKey hub) {
        var checkpoint = parse(note);
        var body = checkpoint.body().getBytes(StandardCharsets.UTF_8);
        for (var line : signatureLines(note)) {
            var signature = payload(line, checkpoint.origin(), ED25519, hub);
            if (signature.length > 0 && hub.verifies(body, Bytes.of(signature))) {
                return checkpoint;
            }
        }
        throw new FoedusException(
                ErrorCode.BAD_SIGNATURE, "the checkpoint is not signed by the hub's key " + hub);
    }

    /// Whether `line` is this witness's cosignature of this checkpoint.
    public boolean cosigned(String line, String name, PublicKey witness) {
        var stamped = payload(line, name, COSIGNATURE_V1, witness);
        if (stamped.length <= TIME_BYTES) {
            return false;
        }
        return witness.verifies(
                cosigned(body(), time(stamped, 0)),
                Bytes.of(Arrays.copyOfRange(stamped, TIME_BYTES, stamped.length)));
    }

    /// The POSIX time that a witness's line names, unchecked; 0 if it names none.
    public static long cosignedAt(String line) {
        var parts = line.strip().split(" ", -1);
        try {
            var bytes = Base64.getDecoder().decode(parts[parts.length - 1]);
            return bytes.length < KEY_ID_BYTES + TIME_BYTES ? 0 : time(bytes, KEY_ID_BYTES);
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    private static long time(byte[] bytes, int from) {
        long seconds = 0;
        for (int i = 0; i < TIME_BYTES; i++) {
            seconds = (seconds << 8) | (bytes[from + i] & 0xff);
        }
        return seconds;
    }

    /// Origin, size and root of a note, signatures unchecked.
    public static Checkpoint parse(String note) {
        var lines = note.split("\n", -1);
        try {
            if (note.length() > MAX_NOTE_BYTES || lines.length < 5 || !lines[3].isEmpty()) {
                throw new IllegalArgumentException("not three lines and signatures");
            }
            long size = Long.parseLong(lines[1]);
            var checkpoint =
                    new Checkpoint(
                            lines[0], size, Sha256.fromBytes(Base64.getDecoder().decode(lines[2])));
            if (size < 0 || !note.startsWith(checkpoint.body())) {
                throw new IllegalArgumentException("not in canonical form");
            }
            return checkpoint;
        } catch (IllegalArgumentException e) {
            throw new FoedusException(
                    ErrorCode.BAD_FORMAT, "not a checkpoint: " + e.getMessage(), e);
        }
    }

    /// The lines that start with an em dash.
    public static List<String> signatureLines(String note) {
        var found = new ArrayList<String>();
        for (var line : note.split("\n", -1)) {
            if (line.startsWith("— ")) {
                found.add(line + "\n");
            }
        }
        return found;
    }

    /// The name in a signature line.
    public static String signerName(String line) {
        var parts = line.strip().split(" ", -1);
        return parts.length == 3 ? parts[1] : "";
    }

    private static byte[] cosigned(String body, long seconds) {
        return ("cosignature/v1\ntime " + seconds + "\n" + body).getBytes(StandardCharsets.UTF_8);
    }

    private static String line(String name, byte type, PublicKey key, byte[] payload) {
        var bytes = new byte[KEY_ID_BYTES + payload.length];
        System.arraycopy(keyId(name, type, key), 0, bytes, 0, KEY_ID_BYTES);
        System.arraycopy(payload, 0, bytes, KEY_ID_BYTES, payload.length);
        return "— " + name + " " + Base64.getEncoder().encodeToString(bytes) + "\n";
    }

    /// What follows the key id, or nothing if the line is not this key's.
    private static byte[] payload(String line, String name, byte type, PublicKey key) {
        var parts = line.strip().split(" ", -1);
        if (parts.length != 3 || !parts[0].equals("—") || !parts[1].equals(name)) {
            return new byte[0];
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(parts[2]);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
        boolean canonical = Base64.getEncoder().encodeToString(bytes).equals(parts[2]);
        return canonical
                        && bytes.length > KEY_ID_BYTES
                        && Arrays.equals(
                                bytes, 0, KEY_ID_BYTES, keyId(name, type, key), 0, KEY_ID_BYTES)
                ? Arrays.copyOfRange(bytes, KEY_ID_BYTES, bytes.length)
                : new byte[0];
    }

    private static byte[] keyId(String name, byte type, PublicKey key) {
        var hash =
                Sha256.of(
                        name.getBytes(StandardCharsets.UTF_8), new byte[] {'\n', type}, key.raw());
        return Arrays.copyOf(hash.bytes(), KEY_ID_BYTES);
    }
}
