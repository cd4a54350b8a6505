package org.foedus.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.link.keys.PrivateFolder;
import org.foedus.protocol.form.CharterForm;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A hub that shows two histories to two members: both are right by themselves, and the members
/// catch it as soon as they compare, or one of them meets the other history.
class TwoFacesTest {
    private static final Duration SOON = Duration.ofMinutes(20);
    private static final Set<Fault> HARMLESS = EnumSet.of(Fault.DELAY);

    private static final Logger ROOT = Logger.getLogger("");

    @TempDir Path folder;

    /// What goes wrong is meant to. A log that other threads write to, too, would also let the
    /// order of the simulated ones depend on those.
    @BeforeAll
    static void quiet() {
        ROOT.setLevel(Level.OFF);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void membersWhoCompareCatchAHubWithTwoFaces(long seed) {
        QuickSignatures.install();
        for (int tries = 1; ; tries++) {
            try {
                catchIt(seed, folder.resolve("try-" + tries));
                return;
            } catch (Disturbed e) {
                assertThat(tries).as("undisturbed tries: %s", e).isLessThan(5);
            }
        }
    }

    private void catchIt(long seed, Path place) {
        PrivateFolder.create(place);
        var keys = new Keys();
        var world = new World(seed, _ -> {});
        var referee = new Referee(world);
        var network = new Network(world, HARMLESS);
        var key = keys.signer("hub");
        referee.watch(new BlobDisk(world, false), key.publicKey());
        var face = hub(world, network, referee, keys, new LedgerDisk(world, HARMLESS, referee));
        face.found(
                CharterForm.read(
                        "charter.yaml",
                        """
                        name: Two faces
                        lead: brazil
                        admission: {threshold: 0.5, quorum: 0.5}
                        mandates: lead
                        founders: []
                        """
                                .getBytes(StandardCharsets.UTF_8)));
        assertThat(world.run(SOON, face::founded)).isTrue();
        face.start();
        var members = List.of(new MemberId("brazil"), new MemberId("china"));
        var nodes = new ArrayList<NodeHost>();
        for (var member : members) {
            nodes.add(node(world, network, face, referee, keys, place, member));
        }
        var people = new People(world, network, face, referee, keys, place);
        people.machine().start(() -> people.join(members));
        var alliance = referee.state().allianceId();
        nodes.forEach(n -> n.start(key.publicKey(), alliance));
        assertThat(world.run(SOON, () -> together(nodes, referee))).isTrue();

        // The other face: the same past, another future.
        long past = referee.size();
        var otherReferee = new Referee(world);
        otherReferee.watch(new BlobDisk(world, false), key.publicKey());
        var otherFace = hub(world, network, otherReferee, keys, face.ledger().copy(otherReferee));
        otherFace.start();
        var china = nodes.getLast();
        china.crash();
        china.moveTo(otherFace);
        china.start(key.publicKey(), alliance);
        var others = new People(world, network, otherFace, otherReferee, keys, place);
        invite(people, key, "here");
        invite(others, key, "there");
        assertThat(
                        world.run(
                                SOON,
                                () ->
                                        nodes.getFirst().mirror().size() == referee.size()
                                                && china.mirror().size() == otherReferee.size()
                                                && referee.size() > past
                                                && otherReferee.size() > past))
                .isTrue();
        assertThat(china.fatal()).as("each history alone is right").isNull();

        var seen = Checkpoint.open(china.mirror().note().orElseThrow(), key.publicKey());
        assertThat(rootAt(face.ledger(), seen.size()))
                .as("what the two compare")
                .isNotEqualTo(seen.root());

        china.crash();
        china.moveTo(face);
        china.start(key.publicKey(), alliance);
        assertThat(world.run(SOON, () -> !china.mirror().alarms().isEmpty())).isTrue();
        assertThat(china.fatal()).as("it stays, and does no work").isNull();
        assertThat(china.mirror().evidence())
                .singleElement()
                .asString()
                .contains("the checkpoint kept here", "which the hub signed, too");
    }

    private HubHost hub(
            World world, Network network, Referee referee, Keys keys, LedgerDisk ledger) {
        return new HubHost(
                world,
                network,
                referee,
                keys.signer("hub"),
                ledger,
                new BlobDisk(world, false),
                Duration.ZERO);
    }

    private NodeHost node(
            World world,
            Network network,
            HubHost hub,
            Referee referee,
            Keys keys,
            Path place,
            MemberId member) {
        return new NodeHost(
                world,
                network,
                hub,
                referee,
                keys,
                place.resolve(member.value()),
                member,
                Duration.ZERO,
                Duration.ofMillis(100),
                0,
                false);
    }

    private static boolean together(List<NodeHost> nodes, Referee referee) {
        return referee.state().members().size() == nodes.size()
                && nodes.stream().allMatch(n -> n.mirror().size() == referee.size());
    }

    private static void invite(
            People people, org.foedus.core.signature.Signer operator, String name) {
        people.machine()
                .start(() -> {
                    var expires = people.machine().clock().instant().plus(Duration.ofDays(1));
                    people.as(operator)
                            .submit(
                                    h ->
                                            new Claim.Invite(
                                                    h,
                                                    Bytes.utf8(name).sha256(),
                                                    expires,
                                                    Optional.empty(),
                                                    MemberClass.FULL),
                                    List.of());
                });
    }

    private static org.foedus.core.digest.Sha256 rootAt(LedgerDisk disk, long size) {
        var tree = new MerkleTree();
        for (var entry : disk.durable().read(0, Math.toIntExact(size))) {
            tree.append(MerkleTree.leafHash(entry.array()));
        }
        return tree.root();
    }
}
