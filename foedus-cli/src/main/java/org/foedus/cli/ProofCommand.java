package org.foedus.cli;

import java.util.List;
import java.util.Optional;
import org.foedus.cli.alliance.Access;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.link.mirror.Mirror;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `foedus proof`.
@Command(
        name = "proof",
        description =
                "Fetch proofs of RFC 6962 from the hub and check them against this member's"
                        + " verified copy of the ledger.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ProofCommand.Inclusion.class, ProofCommand.Consistency.class})
final class ProofCommand {
    /// `foedus proof inclusion`.
    @Command(
            name = "inclusion",
            description = "Prove that an entry is in the ledger. Exits with 1 if it does not hold.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus proof inclusion 17 --home ./italy",
                "%nWith --json:",
                "  inclusion (index, size, leaf, root, hashes, holds)"
            })
    static final class Inclusion implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "INDEX", description = "of the entry, counted from 0")
        private long index;

        @Option(
                names = "--size",
                paramLabel = "N",
                description = "entries of the ledger (default: as many as were verified here)")
        private Optional<Long> size = Optional.empty();

        @Override
        public void run() {
            try (var by = Access.of(globals.home())) {
                var mirror = followed(by);
                long of = size.orElse(mirror.size());
                requireWithin("--size", of, 1, mirror.size());
                requireWithin("INDEX", index, 0, of - 1);
                var leaf = mirror.leaf(index);
                var root = mirror.root(of);
                var proof = by.hub().inclusion(index, of);
                requireHolds(
                        MerkleTree.rootFromInclusion(leaf, index, of, proof)
                                .equals(Optional.of(root)));
                var output = globals.output();
                output.say("entry   " + index + ", leaf hash " + leaf);
                output.say("in      " + of + " entries with the root " + root);
                proof.forEach(hash -> output.say("proof   " + hash));
                output.say("holds   the hub's proof leads to the root that was verified here");
                output.event(
                        "inclusion",
                        fields -> {
                            fields.put("index", index)
                                    .put("size", of)
                                    .put("leaf", leaf.hex())
                                    .put("root", root.hex());
                            var hashes = fields.putArray("hashes");
                            proof.forEach(h -> hashes.add(h.hex()));
                            fields.put("holds", true);
                        });
            }
        }
    }

    /// `foedus proof consistency`.
    @Command(
            name = "consistency",
            description =
                    "Prove that the ledger only grew between two sizes. Exits with 1 if it does"
                            + " not hold.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus proof consistency 17 42 --home ./italy",
                "%nWith --json:",
                "  consistency (from, to, root_from, root_to, hashes, holds)"
            })
    static final class Consistency implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(index = "0", paramLabel = "FROM", description = "the smaller size")
        private long from;

        @Parameters(index = "1", paramLabel = "TO", description = "the larger size")
        private long to;

        @Override
        public void run() {
            try (var by = Access.of(globals.home())) {
                var mirror = followed(by);
                requireWithin("TO", to, 0, mirror.size());
                requireWithin("FROM", from, 0, to);
                var before = mirror.root(from);
                var after = mirror.root(to);
                List<Sha256> proof = by.hub().consistency(from, to);
                requireHolds(MerkleTree.consistent(from, before, to, after, proof));
                var output = globals.output();
                output.say("from    " + from + " entries with the root " + before);
                output.say("to      " + to + " entries with the root " + after);
                proof.forEach(hash -> output.say("proof   " + hash));
                output.say("holds   the first " + from + " entries are unchanged");
                output.event(
                        "consistency",
                        fields -> {
                            fields.put("from", from)
                                    .put("to", to)
                                    .put("root_from", before.hex())
                                    .put("root_to", after.hex());
                            var hashes = fields.putArray("hashes");
                            proof.forEach(h -> hashes.add(h.hex()));
                            fields.put("holds", true);
                        });
            }
        }
    }

    private static Mirror followed(Access by) {
        by.state();
        return by.mirror();
    }

    private static void requireWithin(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    name + ": expected " + min + " to " + max + ", found " + value);
        }
    }

    private static void requireHolds(boolean holds) {
        if (!holds) {
            throw new FoedusException(
                    ErrorCode.VERIFICATION_FAILED,
                    "the hub's proof does not fit the ledger that was verified here: keep this"
                            + " machine's ledger folder, and compare checkpoints with the other"
                            + " members (foedus checkpoint compare)");
        }
    }
}
