package org.foedus.hub.alliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.link.keys.KeyFile;
import org.foedus.protocol.form.CharterForm;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.store.sql.SqlLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A database of an earlier schema: migrated, replayed, and the same.
class OldLedgersTest {
    @TempDir Path folder;

    @Test
    void theLedgerOfSchemaOneIsReplayed() throws SQLException {
        var file = folder.resolve("ledger.db");
        var hub = KeyFile.create(folder.resolve("identity.pem"));
        long size;
        Sha256 root;
        try (var ledger = SqlLedger.open(file)) {
            var logic = new HubLogic(ledger, hub, InstantSource.system());
            var charter =
                    """
                    name: Test alliance
                    lead: br
                    admission: {threshold: 0.5, quorum: 0.5}
                    mandates: lead
                    founders: []
                    """;
            logic.found(
                    CharterForm.read("charter.yaml", charter.getBytes(StandardCharsets.UTF_8)),
                    List.of("127.0.0.1:8443"),
                    Sha256.of(new byte[1]));
            var now = InstantSource.system().instant();
            var invite =
                    new Claim.Invite(
                            new Claim.Header(logic.state().allianceId(), 1, now),
                            Sha256.of(new byte[2]),
                            now.plus(Duration.ofDays(1)),
                            Optional.empty(),
                            MemberClass.FULL);
            logic.submit(ClaimCodec.sign(invite, hub), invite, List.of(), Optional.empty());
            size = logic.tree().size();
            root = logic.tree().root();
            ledger.addCosignature(size, "br-1", "a line\n");
        }
        downgrade(file);

        try (var ledger = SqlLedger.open(file)) {
            var logic = new HubLogic(ledger, hub, InstantSource.system());
            assertThat(logic.tree().size()).isEqualTo(size).isEqualTo(3);
            assertThat(logic.tree().root()).isEqualTo(root);
            assertThat(logic.state().invitations()).hasSize(1);
            assertThat(ledger.cosignatures(size)).hasSize(1);
            assertThat(ledger.check()).isEmpty();
        }
    }

    /// What the first migration made, and no more.
    private static void downgrade(Path file) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.executeUpdate("DROP TABLE leadership");
            statement.executeUpdate("PRAGMA user_version = 1");
            int undone =
                    statement.executeUpdate(
                            "DELETE FROM flyway_schema_history WHERE version <> '1'");
            assertThat(undone).isPositive();
        }
    }
}
