package org.foedus.audit;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.ForkEvidence;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.signature.PublicKey;

/// The checkpoint's signatures, and the anchors.
final class CheckpointCheck {
    private static final Place PLACE = new Place.File(Layout.CHECKPOINT);

    private final Problems problems;

    CheckpointCheck(Problems problems) {
        this.problems = problems;
    }

    /// A note that could be read, signatures unchecked.
    record Note(String text, Checkpoint checkpoint) {}

    Optional<Note> read(byte[] file) {
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
            return Optional.of(new Note(text, Checkpoint.parse(text)));
        } catch (CharacterCodingException e) {
            problems.add(PLACE, "expected UTF-8");
        } catch (FoedusException e) {
            problems.add(PLACE, e.reason());
        }
        return Optional.empty();
    }

    /// Checks size, origin and every signature line; returns the witnesses.
    ///
    /// @param complete whether `state` is that of the whole ledger, so that every witness's key
    ///   must be known
    List<Report.Witness> check(
            Note note, PublicKey hub, AllianceState state, MerkleTree tree, boolean complete) {
        var checkpoint = note.checkpoint();
        problems.unless(
                checkpoint.size() == tree.size(),
                PLACE,
                "expected a size of " + tree.size() + " entries, found " + checkpoint.size());
        state.id()
                .ifPresent(id ->
                        problems.unless(
                                checkpoint.origin().equals(Checkpoint.originOf(id)),
                                PLACE,
                                "expected the origin "
                                        + Checkpoint.originOf(id)
                                        + ", found "
                                        + checkpoint.origin()));
        signed(note.text(), hub, PLACE);
        var witnesses = new ArrayList<Report.Witness>();
        var lines = note.text().split("\n", -1);
        int first = checkpoint.body().split("\n", -1).length;
        for (int i = first; i < lines.length; i++) {
            var line = lines[i];
            var place = new Place.Line(Layout.CHECKPOINT, i + 1L);
            if (i == lines.length - 1) {
                problems.unless(line.isEmpty(), place, "expected a line feed at the end");
            } else if (!line.startsWith("— ")) {
                problems.add(place, "expected a signature line");
            } else if (Checkpoint.signerName(line).equals(checkpoint.origin())) {
                signed(checkpoint.body() + "\n" + line + "\n", hub, place);
            } else {
                var witness = witness(checkpoint, line, state);
                witness.ifPresent(witnesses::add);
                problems.unless(
                        witness.isPresent() || !complete,
                        place,
                        "expected the cosignature of a member's key, found none that fits");
            }
        }
        return witnesses;
    }

    private boolean signed(String note, PublicKey hub, Place place) {
        try {
            Checkpoint.open(note, hub);
            return true;
        } catch (FoedusException e) {
            problems.add(place, e.reason());
            return false;
        }
    }

    /// A cosignature by the key of a member or of one of its nodes, under that name.
    private static Optional<Report.Witness> witness(
            Checkpoint checkpoint, String line, AllianceState state) {
        var name = Checkpoint.signerName(line);
        for (var party : state.parties().entrySet()) {
            var member = party.getValue().of();
            if (member.isPresent()
                    && party.getValue().label().equals(name)
                    && checkpoint.cosigned(line, name, party.getKey())) {
                return Optional.of(new Report.Witness(member.get(), name));
            }
        }
        return Optional.empty();
    }

    /// Compares with what the caller knows; returns what was compared, in words.
    List<String> anchors(Anchors anchors, PublicKey hub, AllianceState state, MerkleTree tree) {
        var used = new ArrayList<String>();
        anchors.hubKey()
                .ifPresent(named -> {
                    used.add("the hub's key " + named.strip());
                    problems.unless(
                            anchors.agree(hub),
                            new Place.File(Layout.HUB_KEY),
                            "expected the hub's key "
                                    + named.strip()
                                    + ", found "
                                    + hub
                                    + " with the fingerprint "
                                    + hub.fingerprint()
                                    + ": this is another hub's ledger");
                });
        anchors.checkpoint()
                .flatMap(text ->
                        ForkEvidence.is(text)
                                ? new ForkCheck(problems, hub, tree).evidence(text)
                                : anchor(text, hub, state, tree))
                .ifPresent(used::add);
        return used;
    }

    private Optional<String> anchor(
            String note, PublicKey hub, AllianceState state, MerkleTree tree) {
        Checkpoint anchor;
        try {
            anchor = Checkpoint.open(note, hub);
        } catch (FoedusException e) {
            problems.add(PLACE, "the witness's checkpoint: " + e.reason());
            return Optional.empty();
        }
        if (state.id().isPresent()
                && !anchor.origin().equals(Checkpoint.originOf(state.id().get()))) {
            problems.add(
                    PLACE, "the witness's checkpoint is of another ledger, " + anchor.origin());
        } else if (anchor.size() > tree.size()) {
            problems.add(
                    new Place.Entry(tree.size()),
                    "is missing: the witness saw "
                            + anchor.size()
                            + " entries, this export has "
                            + tree.size());
        } else if (!tree.root(anchor.size()).equals(anchor.root())) {
            problems.add(
                    PLACE,
                    "FORK: the hub signed two histories. At "
                            + anchor.size()
                            + " entries the witness holds its signature on the root "
                            + anchor.root()
                            + "; the first "
                            + anchor.size()
                            + " entries of this export have the root "
                            + tree.root(anchor.size())
                            + ". Next: --against the witness's mirror or export shows the first"
                            + " entry that differs; show both to every member");
        }
        return Optional.of("a witness's checkpoint of " + anchor.size() + " entries");
    }
}
