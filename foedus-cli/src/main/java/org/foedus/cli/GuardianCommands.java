package org.foedus.cli;

import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.foedus.cli.alliance.Access;
import org.foedus.core.alliance.GuardianProof;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.PublicKey;
import org.foedus.link.keys.KeyFile;
import org.foedus.node.home.NodeHome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A member's guardian: whose signature it takes before others give the member another key.
final class GuardianCommands {
    private GuardianCommands() {}

    /// The signature that `foedus key vouch` printed.
    static Bytes proof(String text) {
        try {
            return Bytes.of(Base64.getDecoder().decode(text.strip()));
        } catch (IllegalArgumentException e) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    "--guardian: expected what foedus key vouch printed, in base64",
                    e);
        }
    }

    /// `foedus key guardian`.
    @Command(
            name = "guardian",
            description =
                    "Name the key that must agree before others give this member another"
                            + " organisation key: a notary's, or one in a safe. In an alliance of"
                            + " two there is no other way to replace a lost key.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  foedus key guardian 9f2c… --home ./south",
                "  foedus key guardian --none --home ./south",
                "%nWith --json:",
                "  guardian (key?)"
            })
    static final class Guardian implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(
                arity = "0..1",
                paramLabel = "KEY",
                description = "its public half, as foedus key new --file prints it")
        private Optional<String> key = Optional.empty();

        @Option(names = "--none", description = "nobody need agree any more")
        private boolean none;

        @Override
        public void run() {
            if (key.isPresent() == none) {
                throw new FoedusException(
                        ErrorCode.BAD_REQUEST, "expected a key, or --none: one of the two");
            }
            var named = key.map(PublicKey::new);
            try (var by = Access.organisation(NodeHome.open(globals.home()))) {
                by.submit(h -> new MembershipClaim.NameGuardian(h, named), List.of());
                globals.output()
                        .say(
                                named.map(k -> "the guardian is " + k.hex())
                                        .orElse("there is no guardian"));
                globals.output()
                        .event(
                                "guardian",
                                fields -> named.ifPresent(k -> fields.put("key", k.hex())));
            }
        }
    }

    /// `foedus key vouch`.
    @Command(
            name = "vouch",
            description =
                    "As a guardian, sign that a member gets another organisation key, and print the"
                            + " signature. It needs no hub: the values are in the refusal of foedus"
                            + " propose recover.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus key vouch south --alliance 80db… --old 1a2b… --new 9f2c… --file"
                        + " ./guardian.pem",
                "%nWith --json:",
                "  vouched (member, key, proof)"
            })
    static final class Vouch implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "MEMBER", description = "the member's id")
        private String member = "";

        @Option(
                names = "--alliance",
                required = true,
                paramLabel = "HEX",
                description = "the alliance's id")
        private String alliance = "";

        @Option(
                names = "--old",
                required = true,
                paramLabel = "HEX",
                description = "the key that was lost")
        private String old = "";

        @Option(
                names = "--new",
                required = true,
                paramLabel = "HEX",
                description = "the member's new key, which you compared with the member")
        private String next = "";

        @Option(
                names = "--file",
                required = true,
                paramLabel = "FILE",
                description = "the guardian's own key")
        private Path file = Path.of("");

        @Override
        public void run() {
            var id = new MemberId(member);
            var guardian = KeyFile.load(file);
            var proof =
                    GuardianProof.sign(
                            new Sha256(alliance),
                            id,
                            new PublicKey(old),
                            new PublicKey(next),
                            guardian);
            var text = Base64.getEncoder().encodeToString(proof.array());
            globals.output().say(text);
            globals.output()
                    .event(
                            "vouched",
                            fields ->
                                    fields.put("member", id.value())
                                            .put("key", guardian.publicKey().hex())
                                            .put("proof", text));
        }
    }
}
