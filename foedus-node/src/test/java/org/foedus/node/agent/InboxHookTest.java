package org.foedus.node.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import org.foedus.core.claim.Claim;
import org.foedus.node.fake.FakeHub;
import org.foedus.node.fake.World;
import org.foedus.node.home.NodeHome;
import org.foedus.node.home.NodeSettings;
import org.foedus.protocol.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboxHookTest {
    @TempDir private Path folder;
    private FakeHub hub;
    private NodeHome home;
    private Path told;

    @BeforeEach
    void begin() throws Exception {
        hub = new FakeHub();
        home = NodeHome.create(folder.resolve("node"), NodeSettings.of(World.LEAD, World.NODE));
        new World(hub, home.organisationKey(), home.nodeKey()).founded().running();
        told = folder.resolve("told");
    }

    @AfterEach
    void end() {
        hub.close();
    }

    private InboxHook hook(String script) throws Exception {
        var command = Files.writeString(folder.resolve("hook"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
        return new InboxHook(
                command,
                home.folder().resolve("inbox-told"),
                World.LEAD,
                hub::state,
                InstantSource.system());
    }

    private List<String> lines() throws Exception {
        return Files.exists(told) ? Files.readAllLines(told) : List.of();
    }

    @Test
    void eachItemIsToldOnceAlsoAfterARestart() throws Exception {
        var script = "cat >> " + told;
        hook(script).look();
        var first = lines();
        hook(script).look();

        assertThat(first).isNotEmpty().isEqualTo(lines());
        var run =
                first.stream()
                        .map(l -> Json.tree(l.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                        .filter(t -> t.path("kind").asString().equals("decide-on-run"))
                        .findFirst()
                        .orElseThrow();
        assertThat(run.path("subject").asString()).isEqualTo("r1");
        assertThat(run.path("member").asString()).isEqualTo(World.LEAD.value());
        assertThat(Files.getPosixFilePermissions(home.folder().resolve("inbox-told")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void whatIsNewIsToldAndTheRestNotAgain() throws Exception {
        var hook = hook("cat >> " + told);
        hook.look();
        int before = lines().size();
        hub.say(
                home.organisationKey(),
                h ->
                        new Claim.PublishMandate(
                                h,
                                new org.foedus.core.mandate.MandateId("m2"),
                                "Second",
                                "Text",
                                World.LEAD,
                                hub.now().plus(java.time.Duration.ofDays(90)),
                                List.of()));

        hook.look();

        assertThat(lines()).hasSize(before + 1);
        assertThat(lines().getLast()).contains("acknowledge-mandate", "\"m2\"");
    }

    @Test
    void aCommandThatFailsIsTriedAgain() throws Exception {
        hook("exit 3").look();
        assertThat(lines()).isEmpty();

        hook("cat >> " + told).look();

        assertThat(lines()).isNotEmpty();
    }
}
