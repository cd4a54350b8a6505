package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.foedus.cli.alliance.Access;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Output;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;
import org.foedus.hub.HubHome;
import org.foedus.link.address.HubAddress;
import org.foedus.link.invitation.Invitation;
import org.foedus.link.keys.SecretBytes;
import org.foedus.node.home.NodeHome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What bad input gets, through the commands of one alliance of real processes: a named error, its
/// exit code, and everybody else goes on.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BadInputTest {
    /// `demo` and `open` have tests of their own, and so have those of [CareTest] and
    /// [GovernanceTest].
    private static final List<String> KEPT_ELSEWHERE =
            Stream.of(
                            List.of("demo", "open", "hub standby", "simulate"),
                            SbomTest.COMMANDS,
                            CareTest.COMMANDS,
                            GovernanceTest.COMMANDS)
                    .flatMap(List::stream)
                    .toList();

    private static final RunId RUN = new RunId("clothes-1");
    private static final int ROUNDS = 3;
    private static final String PLAN =
            """
            mandate: clothes-2027
            purpose: A test of bad input
            model: {architecture: mlp}
            dataset: fashion-mnist
            rounds: %d
            training: {steps: 2}
            cohort: {min: 2, max: 3, reveals_updates: accepted}
            round: {quorum: 2, grace: 60s, deadline: 2m}
            evaluation: {node: brazil-1, dataset: held-out}
            auditors: [brazil]
            """
                    .formatted(ROUNDS);

    private Path folder;
    private SmallAlliance alliance;
    private String expiring;

    @BeforeAll
    void found(@TempDir Path empty) throws Exception {
        folder = empty;
        alliance = new SmallAlliance(folder);
        alliance.found();
        expiring = soonExpired();
    }

    @AfterAll
    void close() throws Exception {
        alliance.close();
    }

    private void refused(ErrorCode code, String who, String line, String... more) {
        var answered = alliance.tell(who, line, more);
        assertThat(answered.exitCode()).as(line).isEqualTo(code.type().exitCode());
        assertThat(answered.last().path("type").asString()).isEqualTo("error");
        assertThat(answered.last().path("code").asString()).as(line).isEqualTo(code.name());
    }

    private String message(String who, String line, String... more) {
        return alliance.tell(who, line, more).last().path("message").asString();
    }

    @Test
    @Order(1)
    void aRunGoesOnWithoutTheNodeThatCheatsAndTheLedgerSaysWhatItTried() throws Exception {
        var plan = alliance.write("plan.yaml", PLAN);
        alliance.done("brazil", "run start", plan.toString(), "--run", RUN.value());
        var plain = alliance.done("india", "node review").last();
        assertThat(plain.path("able").asBoolean()).isFalse();
        refused(ErrorCode.NOT_ALLOWED, "india", "node approve --reveals-updates " + RUN);
        for (var word : List.of("approve", "withdraw", "approve")) {
            var reason =
                    word.equals("withdraw") ? List.of("--reason", "a pause") : List.<String>of();
            var line =
                    word.equals("approve") ? "approve --reveals-updates --although-unable" : word;
            alliance.done("india", "node " + line + " " + RUN, reason.toArray(String[]::new));
        }
        alliance.done("brazil", "node approve --reveals-updates " + RUN);
        alliance.done("china", "node approve --reveals-updates " + RUN);
        try (var cheat = new Cheat(alliance.home("india"))) {
            var first = cheat.awaitTraining(1);
            var brazils = WorkItemId.of(RUN, 1, WorkItem.Kind.TRAIN, new NodeId("brazil-1"));
            assertThat(cheat.claimFor(brazils)).isEqualTo("WRONG_WORK_ITEM");
            assertThat(cheat.unsigned()).isEqualTo("BAD_SIGNATURE");
            // The answer of the first time, and no more: it is still asked to train below.
            assertThat(cheat.replay()).isEqualTo("repeated");
            assertThat(cheat.train(first, Cheat.notFinite())).isEqualTo("NON_FINITE");
            var second = cheat.awaitTraining(2);
            assertThat(cheat.train(second, Cheat.otherShape())).isEqualTo("BAD_UPDATE");
            var third = cheat.awaitTraining(3);
            assertThat(cheat.train(third, Cheat.lyingHeader())).isEqualTo("BAD_UPDATE");
            assertThat(alliance.done("china", "run watch " + RUN).last().path("status").asString())
                    .isEqualTo("finished");
            for (var update : updates()) {
                assertThat(cheat.read(update)).isEqualTo("NOT_FOUND");
            }
        }
        assertThat(rounds("run show " + RUN)).isEqualTo(rounds("run watch " + RUN)).isNotEmpty();
        var kinds = alliance.done("india", "run logs " + RUN).events();
        assertThat(kinds.stream().filter(e -> kind(e).startsWith("work-refused"))).hasSize(ROUNDS);
        alliance.done("hub", "export", folder.resolve("proof").toString(), "--with-updates");
        var verified = alliance.done("hub", "verify", folder.resolve("proof").toString()).last();
        assertThat(verified.path("ok").asBoolean()).isTrue();
        assertThat(verified.path("rounds_reexecuted").asInt()).isEqualTo(ROUNDS);
    }

    private List<JsonNode> rounds(String line) {
        return alliance.done("china", line).events().stream()
                .filter(e -> e.path("type").asString().equals("round"))
                .toList();
    }

    private static String kind(JsonNode event) {
        return event.path("kind").asString();
    }

    /// Updates that the honest nodes sent.
    private List<Sha256> updates() {
        try (var by = Access.operator(HubHome.open(alliance.home("hub")))) {
            var found =
                    Optional.ofNullable(by.state().runs().get(RUN)).stream()
                            .flatMap(run -> run.rounds().values().stream())
                            .flatMap(round -> round.work().values().stream())
                            .flatMap(work -> work.done().stream())
                            .flatMap(done -> done.claim().outputs().values().stream())
                            .map(Output::sha256)
                            .toList();
            assertThat(found).hasSize(2 * ROUNDS);
            return found;
        }
    }

    @Test
    @Order(2)
    void aPlanWithAnUnknownFieldOrAWrongUnitNamesFileLineFieldAndWhatWasExpected()
            throws Exception {
        var plan =
                alliance.write(
                        "wrong.yaml",
                        PLAN.replace("training: {steps: 2}", "training: {stepz: 2}")
                                .replace("deadline: 2m", "deadline: 2 meters"));
        refused(ErrorCode.BAD_PLAN, "brazil", "run start", plan.toString());
        assertThat(message("brazil", "run start", plan.toString()))
                .contains(
                        plan + ":6: training.stepz: unknown field (did you mean steps?)",
                        plan + ":8: round.deadline: expected a time such as 30s, 10m or 2h, found");
    }

    @Test
    @Order(2)
    void formsOfOtherKindsAreJudgedTheSameWay() throws Exception {
        var mandate = alliance.write("mandate.yaml", "id: m\ntitle: T\ntext: x\nlead: brazil\n");
        refused(ErrorCode.BAD_REQUEST, "brazil", "mandate publish", mandate.toString());
        var charter = alliance.write("charter.yaml", "name: X\nlead: brazil\nquorum: 1\n");
        refused(ErrorCode.BAD_CHARTER, "none", "hub init", "--charter", charter.toString());
        assertThat(alliance.home("none")).doesNotExist();
        refused(ErrorCode.NOT_FOUND, "brazil", "run start", folder.resolve("no.yaml").toString());
        Files.writeString(alliance.home("india").resolve("policy.yaml"), "rules: [{effect: yes}]");
        refused(ErrorCode.BAD_POLICY, "india", "node review");
        Files.writeString(alliance.home("india").resolve("policy.yaml"), "rules: []\n");
    }

    @Test
    @Order(2)
    void aConditionIsJudgedWhereItStands() throws Exception {
        var plan = alliance.write("asked.yaml", PLAN);
        var policy =
                alliance.write(
                        "policy.yaml",
                        """
                        rules:
                          - name: night
                            effect: permit
                            when: "lead == 'brazil' && round < 10"
                        """);
        var asked = new String[] {"--policy", policy.toString(), "--plan", plan.toString()};
        refused(ErrorCode.BAD_POLICY, "india", "policy check", asked);
        assertThat(message("india", "policy check", asked))
                .contains(
                        policy
                                + ":4:32: rules[0].when: unknown attribute round (did you mean"
                                + " rounds?)");
        alliance.write("policy.yaml", Files.readString(policy).replace("round < 10", "rounds < 2"));
        var told = alliance.done("india", "policy check", asked).events();
        assertThat(told.getFirst().path("outcome").asString()).isEqualTo("fails");
        assertThat(told.getFirst().path("parts").path(1).path("text").asString())
                .isEqualTo("rounds < 2");
        assertThat(told.getLast().path("decision").asString()).isEqualTo("review");
        refused(
                ErrorCode.BAD_POLICY,
                "india",
                "node consent add",
                "--name",
                "wrong",
                "--when",
                "lead == 1",
                "--until",
                "in 1d");
        refused(ErrorCode.NOT_FOUND, "india", "node consent remove none");
        alliance.done("india", "policy show");
    }

    private Invitation invitation() {
        return Invitation.parse(alliance.invite("italy"));
    }

    private void joining(ErrorCode code, Invitation invitation) {
        refused(
                code,
                "italy",
                "join",
                invitation.text(),
                "--member",
                "italy",
                "--name",
                "Association of italy",
                "--country",
                "IT");
    }

    @Test
    @Order(2)
    void aWrongExpiredOrUsedInvitationIsRefusedByName() {
        refused(
                ErrorCode.BAD_INVITATION,
                "italy",
                "join foedus://127.0.0.1 --member italy --name I --country IT");
        var good = invitation();
        joining(
                ErrorCode.BAD_INVITATION,
                new Invitation(good.hub(), SecretBytes.of(new byte[32]), good.fingerprint()));
        joining(ErrorCode.INVITATION_EXPIRED, Invitation.parse(expiring));
        refused(
                ErrorCode.BAD_INVITATION,
                "nigeria",
                "join",
                good.text(),
                "--member",
                "nigeria",
                "--name",
                "For another",
                "--country",
                "NG");
        alliance.done(
                "italy",
                "join",
                good.text(),
                "--member",
                "italy",
                "--name",
                "Association of italy",
                "--country",
                "IT");
        refused(
                ErrorCode.INVITATION_USED,
                "kenya",
                "join",
                good.text(),
                "--member",
                "italy",
                "--name",
                "Another",
                "--country",
                "KE");
        var answered = alliance.tell("italy", "status");
        assertThat(answered.last().path("party").asString()).isEqualTo("applicant");
        refused(ErrorCode.NOT_ALLOWED, "italy", "members");
    }

    /// An invitation that lives for two seconds: no command makes one that short.
    private String soonExpired() {
        try (var by = Access.operator(HubHome.open(alliance.home("hub")))) {
            var secret = SecretBytes.random(new SecureRandom(), Invitation.SECRET_BYTES);
            var until = Instant.now().plusSeconds(2);
            by.hub()
                    .submit(
                            h ->
                                    new Claim.Invite(
                                            h,
                                            secret.use(Invitation::secretHash),
                                            until,
                                            Optional.empty(),
                                            MemberClass.FULL),
                            List.of());
            var address = new HubAddress("127.0.0.1", alliance.port);
            return new Invitation(address, secret, by.identity().fingerprint()).text();
        }
    }

    @Test
    @Order(2)
    void aHubWithAnotherKeyIsGivenNothing() {
        var good = invitation();
        var other = Sha256.of("x".getBytes(StandardCharsets.UTF_8));
        refused(
                ErrorCode.WRONG_HUB_KEY,
                "ghana",
                "join",
                new Invitation(good.hub(), good.secret(), other).text(),
                "--member",
                "ghana",
                "--name",
                "G",
                "--country",
                "GH");
        assertThat(alliance.home("ghana")).doesNotExist();
    }

    @Test
    @Order(2)
    void aPortInUseIsNamedBeforeAnythingIsServed() throws Exception {
        alliance.done(
                "second",
                "hub init",
                "--charter",
                SmallAlliance.example("charter"),
                "--port",
                Integer.toString(alliance.port));
        var ended =
                Processes.run(
                        folder.resolve("io-second"),
                        List.of(
                                "hub",
                                "start",
                                "--json",
                                "--home",
                                alliance.home("second").toString()));
        assertThat(ended.code()).isEqualTo(ErrorCode.PORT_IN_USE.type().exitCode());
        assertThat(SmallAlliance.events(ended.out()).getLast().path("code").asString())
                .isEqualTo("PORT_IN_USE");
        refused(ErrorCode.PORT_IN_USE, "brazil", "open --no-browser --port " + alliance.port);
    }

    @Test
    @Order(3)
    void aKeyFileThatIsCorruptOrReadableByOthersIsNotUsed() throws Exception {
        var key = alliance.home("india").resolve("keys").resolve("organisation.pem");
        var good = Files.readAllBytes(key);
        Files.write(key, java.util.Arrays.copyOf(good, good.length / 2));
        refused(ErrorCode.KEY_CORRUPT, "india", "members");
        Files.write(key, good);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        refused(ErrorCode.KEY_EXPOSED, "india", "members");
        assertThat(message("india", "members")).contains("chmod 600");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        alliance.done("india", "members");
    }

    @Test
    @Order(3)
    void aDataFileWithALyingHeaderIsNamedWithItsOffset() throws Exception {
        var file = Files.write(folder.resolve("scans.safetensors"), Cheat.lyingHeader());
        alliance.done("india", "node dataset add scans", "--safetensors", file.toString());
        var answered = alliance.tell("india", "node dataset check scans --for mlp");
        assertThat(answered.exitCode()).isEqualTo(ErrorCode.BAD_DATASET.type().exitCode());
        assertThat(answered.last().path("problem").asString())
                .contains(file.toString(), "expected");
    }

    @Test
    @Order(3)
    void aFlippedByteOfAnExportIsNamed() throws Exception {
        var entries = folder.resolve("proof").resolve("entries.jsonl");
        var bytes = Files.readAllBytes(entries);
        bytes[bytes.length / 2] ^= 1;
        Files.write(entries, bytes);
        var answered = alliance.tell("hub", "verify", folder.resolve("proof").toString());
        assertThat(answered.exitCode()).isEqualTo(1);
        assertThat(answered.last().path("ok").asBoolean()).isFalse();
        var problems =
                StreamSupport.stream(answered.last().path("problems").spliterator(), false)
                        .map(JsonNode::asString)
                        .toList();
        assertThat(problems).anyMatch(p -> p.contains("entry "));
    }

    @Test
    @Order(3)
    void whatIsNotThereIsNotFoundAndSaysWhereToLook() {
        refused(ErrorCode.NOT_FOUND, "nobody", "status");
        assertThat(message("nobody", "members")).contains("foedus join", "--home");
        refused(ErrorCode.NOT_FOUND, "brazil", "run watch no-such-run");
        refused(ErrorCode.NOT_FOUND, "brazil", "mandate show no-such-mandate");
        refused(ErrorCode.NOT_FOUND, "brazil", "model get no-such-run", folder + "/m");
        refused(ErrorCode.BAD_NAME, "brazil", "vote Not/A/Name yes");
        refused(ErrorCode.BAD_REQUEST, "brazil", "vote italy perhaps");
        refused(ErrorCode.NOT_FOUND, "brazil", "vote nobody yes");
        assertThat(alliance.tell("brazil", "status").last().path("next").isArray()).isTrue();
    }

    /// After all others: what every command said here with `--json` is what its help promises.
    @Test
    @Order(9)
    void everyJsonFieldIsTheOneThatTheHelpNames() throws Exception {
        tellTheRest();
        var heard = alliance.heard();
        heard.forEach((command, said) -> {
            var promise = SmallAlliance.promise(command);
            assertThat(promise.all()).as(command).containsAll(said);
            assertThat(said).as(command).containsAll(promise.dueIn(said));
        });
        assertThat(heard.keySet())
                .as("commands that were not tried here")
                .containsAll(SmallAlliance.commandsBut(KEPT_ELSEWHERE));
    }

    /// As the node of India does, which does not run here.
    private void grantUnder(String by) {
        var run = new RunId("clothes-2");
        try (var access = Access.node(NodeHome.open(alliance.home("india")))) {
            var plan = Objects.requireNonNull(access.state().runs().get(run)).planDigest();
            access.submit(
                    h ->
                            new Claim.Consent(
                                    h,
                                    run,
                                    plan,
                                    Claim.Decision.GRANTED,
                                    by,
                                    "",
                                    Optional.of(RunPlan.Acceptance.ACCEPTED)),
                    List.of());
        }
    }

    /// The digest of a version of the model.
    private String model(String... which) {
        var arguments = new ArrayList<>(List.of(folder.resolve("model").toString()));
        arguments.addAll(List.of(which));
        return alliance.done("brazil", "model get " + RUN, arguments.toArray(String[]::new))
                .last()
                .path("sha256")
                .asString();
    }

    /// A second run, from the first one's model and with another plan, beside the first.
    private void againFrom(String model) throws Exception {
        var plan = alliance.write("more.yaml", PLAN).toString();
        refused(ErrorCode.NOT_FOUND, "brazil", "run start " + plan + " --from no-such-run");
        refused(ErrorCode.BAD_REQUEST, "brazil", "run start " + plan + " --from " + RUN + "@x");
        refused(ErrorCode.BAD_PLAN, "brazil", "run start " + plan + " --set training.stepps=3");
        var started =
                alliance.done(
                        "brazil",
                        "run start --run clothes-2 --set training.steps=3",
                        "--from",
                        RUN + "@" + ROUNDS,
                        plan);
        assertThat(started.last().path("initial_model").asString()).isEqualTo(model);
        var told = alliance.done("china", "run compare " + RUN + " clothes-2").events();
        assertThat(told)
                .anyMatch(e -> e.path("field").asString().equals("training.steps"))
                .noneMatch(e -> e.path("field").asString().equals("dataset"));
        assertThat(told.getFirst().path("model").asString()).isEqualTo(model);
        refused(ErrorCode.BAD_REQUEST, "china", "run compare " + (RUN + " ").repeat(9).strip());
    }

    private void tellTheRest() throws Exception {
        for (var line :
                List.of(
                        "status",
                        "members",
                        "mandate list",
                        "mandate show clothes-2027",
                        "run list",
                        "model list",
                        "node dataset list",
                        "node dataset check --for mlp",
                        "node log",
                        "checkpoint show",
                        "proof inclusion 3",
                        "proof consistency 3 7",
                        "alarms",
                        "doctor",
                        "version",
                        "completion bash")) {
            alliance.done("brazil", line);
        }
        var checkpoint = alliance.home("china").resolve("ledger").resolve("checkpoint");
        alliance.done("brazil", "checkpoint compare", checkpoint.toString());
        alliance.done("hub", "status");
        alliance.done("hub", "doctor");
        alliance.done("brazil", "propose release " + RUN + " --to members");
        var newest = model();
        assertThat(model("--version", Integer.toString(ROUNDS))).isEqualTo(newest);
        assertThat(model("--best")).isIn(model("--version", "1"), model("--version", "2"), newest);
        refused(
                ErrorCode.NOT_FOUND,
                "brazil",
                "model get " + RUN + " " + folder + "/m --version 9");
        refused(
                ErrorCode.BAD_REQUEST,
                "brazil",
                "model get " + RUN + " " + folder + "/m --version 1 --best");
        againFrom(newest);
        alliance.done(
                "india",
                "node consent add",
                "--name",
                "spring",
                "--when",
                "lead == 'brazil'",
                "--until",
                "in 1d",
                "--reveals-updates");
        alliance.done("india", "node consent list");
        var checked = alliance.done("india", "policy check", "--run", "clothes-2");
        assertThat(checked.last().path("decision").asString()).isEqualTo("permit");
        grantUnder("standing:spring");
        var removed = alliance.done("india", "node consent remove spring").last();
        assertThat(removed.path("withdrawn").path(0).asString()).isEqualTo("clothes-2");
        assertThat(removed.has("later")).isFalse();
        alliance.done("india", "node refuse clothes-2", "--reason", "no");
        alliance.done("brazil", "run stop clothes-2", "--reason", "enough");
        assertThat(alliance.tell("china", "run watch clothes-2").exitCode()).isEqualTo(1);
        refused(ErrorCode.BAD_REQUEST, "india", "member leave --reason done");
        refused(ErrorCode.BAD_REQUEST, "india", "member leave --reason done --confirm brazil");
        alliance.done("india", "member leave --confirm india", "--reason", "done");
        alliance.rememberProcesses();
    }
}
