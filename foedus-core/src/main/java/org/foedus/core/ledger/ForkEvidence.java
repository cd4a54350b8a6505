package org.foedus.core.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.PublicKey;

/// Two checkpoints of one hub that do not belong to one history, as a text for people that a
/// program reads again.
///
/// Where the checkpoint kept here is the larger one, the proof shows which root its tree had at the
/// size of the other: then the text alone convinces anyone who knows the hub's key.
///
/// @param what was noticed, in one line
/// @param kept the note of the one who noticed; empty if there was none yet
/// @param shown the other note
/// @param rootHere of the kept history at the size of the other note, if it reaches so far
/// @param proof of consistency from there to the kept note
public record ForkEvidence(
        String what, String kept, String shown, Optional<Sha256> rootHere, List<Sha256> proof) {
    /// Most characters of a text.
    public static final int MAX_CHARS = 3 * Checkpoint.MAX_NOTE_BYTES;

    private static final String KEPT = "\nthe checkpoint kept here:\n";
    private static final String SHOWN = "\nthe other checkpoint, which the hub signed, too:\n";
    private static final String ROOT = "root here at the size of the other: ";
    private static final String PROOF = "proof from there to the checkpoint kept here: ";
    private static final String NONE = "none";

    public ForkEvidence {
        proof = List.copyOf(proof);
    }

    /// @param here the tree of the kept note
    public static ForkEvidence of(String what, String kept, String shown, MerkleTree here) {
        long size = Checkpoint.parse(shown).size();
        long until = kept.isEmpty() ? 0 : Checkpoint.parse(kept).size();
        boolean within = size <= until && until <= here.size();
        return new ForkEvidence(
                what,
                kept,
                shown,
                within ? Optional.of(here.root(size)) : Optional.empty(),
                within ? here.consistencyProof(size, until) : List.of());
    }

    public String text() {
        var hashes = new ArrayList<String>();
        proof.forEach(h -> hashes.add(h.hex()));
        return what
                + "\n\n"
                + ROOT
                + rootHere.map(Sha256::hex).orElse(NONE)
                + "\n"
                + PROOF
                + (hashes.isEmpty() ? NONE : String.join(" ", hashes))
                + "\n"
                + KEPT
                + (kept.isEmpty() ? NONE + "\n" : kept)
                + SHOWN
                + shown;
    }

    /// Whether a text looks like evidence, so that [#read] says what is wrong with it.
    public static boolean is(String text) {
        return text.contains(KEPT) && text.contains(SHOWN);
    }

    /// @throws FoedusException `BAD_FORMAT`
    public static ForkEvidence read(String text) {
        int kept = text.indexOf(KEPT);
        int shown = text.indexOf(SHOWN);
        if (text.length() > MAX_CHARS || kept < 0 || shown < kept) {
            throw bad("expected two checkpoints");
        }
        var note = text.substring(kept + KEPT.length(), shown);
        return new ForkEvidence(
                text.lines().findFirst().orElse(""),
                note.equals(NONE + "\n") ? "" : note,
                text.substring(shown + SHOWN.length()),
                hashes(text, ROOT).stream().findFirst(),
                hashes(text, PROOF));
    }

    private static List<Sha256> hashes(String text, String label) {
        var line =
                text.lines()
                        .filter(l -> l.startsWith(label))
                        .findFirst()
                        .orElseThrow(() -> bad("expected a line '" + label + "'"));
        var hashes = new ArrayList<Sha256>();
        for (var word : line.substring(label.length()).split(" ", -1)) {
            if (!word.equals(NONE)) {
                hashes.add(new Sha256(word));
            }
        }
        return hashes;
    }

    private static FoedusException bad(String why) {
        return new FoedusException(ErrorCode.BAD_FORMAT, "not evidence of a fork: " + why);
    }

    /// Whether the text alone proves that `hub` signed two histories.
    ///
    /// @throws FoedusException `BAD_SIGNATURE` if one of the notes is not the hub's
    public boolean proves(PublicKey hub) {
        var other = Checkpoint.open(shown, hub);
        if (kept.isEmpty()) {
            return false;
        }
        var mine = Checkpoint.open(kept, hub);
        return mine.origin().equals(other.origin())
                && rootHere.isPresent()
                && !rootHere.get().equals(other.root())
                && MerkleTree.consistent(
                        other.size(), rootHere.get(), mine.size(), mine.root(), proof);
    }
}
