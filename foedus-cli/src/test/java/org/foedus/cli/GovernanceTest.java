package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.foedus.core.error.ErrorCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// An alliance that governs itself by commands, with a real hub: what each member may do happens,
/// and what it may not is refused by name and changes nothing.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GovernanceTest {
    static final List<String> COMMANDS =
            List.of(
                    "member show",
                    "screen",
                    "comment",
                    "recuse",
                    "propose suspend",
                    "propose reinstate",
                    "propose expel",
                    "propose amend",
                    "propose mandate",
                    "propose federate",
                    "propose recover",
                    "propose resolve",
                    "proposals",
                    "proposal show",
                    "proposal withdraw",
                    "proposal stop",
                    "key guardian",
                    "key vouch",
                    "charter show",
                    "charter check",
                    "partnership offer",
                    "partnership sign",
                    "partnership leave",
                    "partnership list",
                    "partnership show",
                    "programme found",
                    "programme add",
                    "programme list",
                    "programme show",
                    "communique publish",
                    "communique withdraw",
                    "communique list",
                    "communique show",
                    "mandate board",
                    "mandate acknowledge",
                    "mandate report",
                    "mandate check",
                    "mandate extend",
                    "mandate answer",
                    "mandate cancel",
                    "key list",
                    "key new",
                    "key delegate-node",
                    "key delegate-person",
                    "key rotate",
                    "key revoke",
                    "inbox");
    private static final String CHARTER =
            """
            name: Governed
            lead: brazil
            screening: recorded
            """;
    private static final String MANDATE =
            """
            id: lungs
            title: A shared view of lungs
            text: Train one model.
            lead: china
            due: in 60d
            cadence: 7d
            co_executors: [india]
            tasks:
              - title: Prepare the data
                due: in 20d
                executor: india
              - title: Train
            """;

    private static final String PLAN =
            """
            mandate: xrays
            partnership: xrays
            purpose: A test of partnerships
            model: {architecture: mlp}
            dataset: fashion-mnist
            rounds: 1
            training: {steps: 2}
            cohort: {min: 2, max: 2, reveals_updates: accepted}
            round: {quorum: 2, grace: 60s, deadline: 2m}
            evaluation: {node: brazil-1, dataset: held-out}
            auditors: [brazil]
            """;

    private Path folder;
    private SmallAlliance alliance;

    @BeforeAll
    void found(@TempDir Path empty) throws Exception {
        folder = empty;
        alliance = new SmallAlliance(folder);
        var charter = alliance.write("charter.yaml", CHARTER).toString();
        var port = Integer.toString(alliance.port);
        alliance.done("hub", "hub init", "--charter", charter, "--port", port);
        alliance.await(alliance.launch("hub", "hub start"), "started");
        alliance.join("brazil", alliance.invite("brazil"));
        admit("china", "full", "brazil");
        admit("india", "full", "brazil", "china");
        admit("kenya", "observer", "brazil", "china");
    }

    @AfterAll
    void close() throws Exception {
        alliance.close();
    }

    private String invite(String member, String kind) {
        return alliance.done("hub", "invite --for " + member + " --class " + kind)
                .last()
                .path("invitation")
                .asString();
    }

    private void admit(String member, String kind, String... voters) {
        alliance.join(member, invite(member, kind));
        alliance.done(
                "brazil", "screen " + member + " --result not-screened", "--by", "nobody looked");
        for (var voter : voters) {
            alliance.done(voter, "vote " + member + " yes");
        }
    }

    private void refused(ErrorCode code, String who, String line, String... more) {
        var answered = alliance.tell(who, line, more);
        assertThat(answered.last().path("code").asString()).as(line).isEqualTo(code.name());
        assertThat(answered.exitCode()).as(line).isEqualTo(code.type().exitCode());
    }

    /// Refused by a rule, which says what was refused to whom and what to do.
    private void against(String rule, String who, String line, String... more) {
        var said = alliance.tell(who, line, more).last();
        assertThat(said.path("type").asString()).as(line).isEqualTo("error");
        assertThat(said.path("rule").asString()).as(line + " " + said).isEqualTo(rule);
        assertThat(said.path("object").asString()).as(line).isNotEmpty();
        assertThat(said.path("actor").asString()).as(line).isNotEmpty();
        assertThat(said.path("next").asString()).as(line).isNotEmpty();
    }

    private JsonNode first(String who, String line, String type) {
        return alliance.done(who, line).events().stream()
                .filter(e -> e.path("type").asString().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private String outcome(String proposal) {
        return first("brazil", "proposal show " + proposal, "proposal").path("outcome").asString();
    }

    private void carry(String proposal) {
        for (var voter : List.of("brazil", "china", "india")) {
            if (outcome(proposal).equals("open")) {
                alliance.tell(voter, "vote " + proposal + " yes");
            }
        }
        assertThat(outcome(proposal)).isEqualTo("passed");
    }

    @Test
    @Order(1)
    void anApplicantIsScreenedCommentedAndVotedOn() {
        alliance.join("italy", invite("italy", "associate"));
        against("NOT_YET_VOTING", "brazil", "vote italy yes");
        assertThat(alliance.done("brazil", "inbox").events())
                .anyMatch(e -> e.path("kind").asString().equals("screen"));
        against("MAY_SCREEN", "china", "screen italy --result clear --by me");
        alliance.done("china", "comment --applicant italy", "We know their work.");
        var reviewed = first("china", "members --applications", "application");
        assertThat(reviewed.path("member").asString()).isNotEmpty();
        alliance.done("brazil", "screen italy --result clear --by", "the lists of May");
        assertThat(first("india", "member show italy", "comment").path("text").asString())
                .isEqualTo("We know their work.");
        assertThat(first("india", "member show italy", "screening").path("method").asString())
                .isEqualTo("the lists of May");
        against("NOT_IN_ELECTORATE", "kenya", "vote italy yes");
        alliance.done("india", "recuse italy --reason", "we share a project");
        against("CONFLICT_OF_INTEREST", "india", "vote italy yes");
        alliance.done("brazil", "propose resolve --id italy --title", "On Italy");
        refused(ErrorCode.BAD_REQUEST, "brazil", "vote italy yes");
        alliance.done("brazil", "vote yes --applicant italy");
        alliance.done("china", "vote yes --applicant italy");
        assertThat(first("italy", "member show italy", "member").path("status").asString())
                .isEqualTo("active");
        against("APPLICATION_DECIDED", "china", "vote no --applicant italy");
    }

    @Test
    @Order(1)
    void anApplicationWithAKeyThatIsInUseIsRefused() throws Exception {
        var keys = folder.resolve("thief").resolve("keys");
        Files.createDirectories(keys);
        for (var made : List.of(keys.resolveSibling(""), keys)) {
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx------"));
        }
        var stolen = alliance.home("china").resolve("keys").resolve("organisation.pem");
        Files.copy(
                stolen,
                keys.resolve("organisation.pem"),
                java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        against(
                "KEY_IN_USE",
                "thief",
                "join " + invite("thief", "full") + " --member thief --name T --country ZZ");
    }

    @Test
    @Order(2)
    void aMemberIsSuspendedAndReinstatedByVote() {
        var put = alliance.done("brazil", "propose suspend kenya", "--text", "Its key is lost.");
        assertThat(put.last().path("proposal").asString()).isEqualTo("suspend-kenya");
        against("NOT_IN_ELECTORATE", "kenya", "vote suspend-kenya no");
        against("MAY_PROPOSE", "kenya", "propose resolve --title x");
        alliance.done("china", "comment --proposal suspend-kenya", "It told us by phone.");
        carry("suspend-kenya");
        assertThat(first("india", "proposal show suspend-kenya", "comment").path("text").asString())
                .isEqualTo("It told us by phone.");
        against("SUSPENDED", "kenya", "comment --proposal suspend-kenya", "No!");
        alliance.done("kenya", "proposal show suspend-kenya");
        assertThat(alliance.done("kenya", "status").last().path("next").get(0).toString())
                .contains("propose reinstate kenya");
        assertThat(alliance.done("brazil", "members").events())
                .anyMatch(e -> e.path("status").asString().equals("suspended"));
        against("PROPOSAL_DECIDED", "india", "vote suspend-kenya no");
        alliance.done("brazil", "propose reinstate kenya");
        carry("reinstate-kenya");
        alliance.done("kenya", "members");
    }

    @Test
    @Order(2)
    void aProposalIsTakenBackByWhoPutItAlone() {
        alliance.done("china", "propose federate", "Three Seas", "--title", "With the seas");
        assertThat(alliance.done("india", "proposals --open").events())
                .anyMatch(e -> e.path("proposal").asString().equals("federate-three-seas"));
        against("OWN_PROPOSAL", "india", "proposal withdraw federate-three-seas --reason no");
        alliance.done("china", "proposal withdraw federate-three-seas --reason settled");
        assertThat(outcome("federate-three-seas")).isEqualTo("withdrawn");
        alliance.done("china", "propose resolve --id we-meet --title", "We meet");
        alliance.done("china", "vote no --proposal we-meet");
        refused(ErrorCode.BAD_REQUEST, "china", "vote no");
        refused(ErrorCode.NOT_FOUND, "china", "vote nobody-here no");
    }

    @Test
    @Order(2)
    void theCharterIsReadInWordsAndAmendedByVote() throws Exception {
        var next = alliance.write("next.yaml", CHARTER + "reapply: 30d\n").toString();
        alliance.done("brazil", "charter check", next);
        alliance.done("brazil", "propose amend --charter", next);
        carry("charter-2");
        assertThat(first("india", "charter show", "charter").path("version").asInt()).isEqualTo(2);
        assertThat(first("india", "charter show", "charter").path("reapply").asString())
                .isEqualTo("30d");
        assertThat(first("india", "charter show --version 1", "charter").path("reapply").asString())
                .isEqualTo("0s");
        refused(ErrorCode.NOT_FOUND, "india", "charter show --version 3");
    }

    @Test
    @Order(3)
    void aMandateIsAcknowledgedReportedCheckedAndExtended() throws Exception {
        var past = alliance.write("past.yaml", MANDATE.replace("in 60d", "2020-01-01"));
        against("DUE_PAST", "brazil", "mandate publish " + past);
        var twoLeads = alliance.write("two.yaml", MANDATE.replace("lead: china", "lead: [a, b]"));
        refused(ErrorCode.BAD_REQUEST, "brazil", "mandate publish " + twoLeads);
        var file = alliance.write("mandate.yaml", MANDATE).toString();
        against("MAY_ISSUE", "china", "mandate publish", file);
        alliance.done("india", "propose mandate --file", file);
        carry("mandate-lungs");
        against("MANDATE_LEAD_ONLY", "brazil", "mandate acknowledge lungs");
        assertThat(marks()).contains("unacknowledged");
        alliance.done("china", "mandate acknowledge lungs");
        assertThat(marks()).doesNotContain("unacknowledged");
        against("EXECUTOR_ONLY", "brazil", "mandate report lungs --progress going-on x");
        alliance.done("india", "mandate report lungs --task 1 --progress done", "Here they are.");
        against("FOUR_EYES", "china", "mandate check lungs 1 verified");
        against("FOUR_EYES", "india", "mandate check lungs 1 verified");
        alliance.done("brazil", "mandate check lungs 1 verified");
        var shown = first("kenya", "mandate show lungs", "mandate");
        assertThat(shown.path("tasks_verified").asInt()).isEqualTo(1);
        assertThat(shown.path("tasks").get(0).path("state").asString()).isEqualTo("verified");
        assertThat(shown.path("tasks").get(0).path("executor").asString()).isEqualTo("india");
        alliance.done("china", "mandate extend lungs --reason late --until", "in 90d");
        against("FOUR_EYES", "china", "mandate answer lungs 1 granted");
        alliance.done("india", "mandate answer lungs 1 granted");
        var history = first("kenya", "mandate show lungs", "mandate").path("history");
        assertThat(history).hasSize(6);
        assertThat(history.get(1).toString()).contains("acknowledged by china");
        alliance.done("china", "mandate extend lungs --task 1 --reason more --until", "in 80d");
        assertThat(
                        alliance.done("india", "mandate answer lungs 2 granted")
                                .last()
                                .path("due")
                                .asString())
                .isEqualTo(shownDue(1));
        alliance.done("brazil", "mandate board");
        alliance.done("brazil", "mandate list --open");
        against("MANDATE_BY_VOTE", "india", "mandate cancel lungs --reason x");
        var bones = alliance.write("bones.yaml", MANDATE.replace("id: lungs", "id: bones"));
        alliance.done("brazil", "mandate publish", bones.toString());
        against("MANDATE_ISSUER_ONLY", "india", "mandate cancel bones --reason x");
        alliance.done("brazil", "mandate cancel bones --reason", "no funds");
        against("MANDATE_STEP", "china", "mandate report bones --progress done x");
    }

    /// When a task of the mandate is due now.
    private String shownDue(int task) throws Exception {
        return first("kenya", "mandate show lungs", "mandate")
                .path("tasks")
                .get(task - 1)
                .path("due")
                .asString();
    }

    private String marks() {
        return first("india", "mandate show lungs", "mandate").path("marks").toString();
    }

    @Test
    @Order(3)
    void aPartnershipIsInForceWhenEachOfItsMembersSigned() throws Exception {
        var terms = List.of("--until", "in 300d", "--title", "X-rays", "--goals", "One model");
        var offer = new java.util.ArrayList<>(List.of("--members", "brazil,kenya"));
        offer.addAll(terms);
        against("PARTNER_UNFIT", "brazil", "partnership offer xrays", offer.toArray(String[]::new));
        offer.set(1, "brazil,china");
        offer.add("--closed");
        alliance.done("brazil", "partnership offer xrays", offer.toArray(String[]::new));
        against("NOT_A_PARTNER", "india", "partnership sign xrays");
        var own = MANDATE.replace("id: lungs", "id: xrays").replace("lead: china", "lead: brazil");
        alliance.done("brazil", "mandate publish", alliance.write("own.yaml", own).toString());
        var plan = alliance.write("plan.yaml", PLAN).toString();
        against("PARTNERSHIP_NOT_IN_FORCE", "brazil", "run start", plan);
        assertThat(alliance.done("china", "inbox").events())
                .anyMatch(e -> e.path("kind").asString().equals("sign-partnership"));
        assertThat(first("india", "partnership show xrays", "partnership").has("title")).isFalse();
        assertThat(first("china", "partnership show xrays", "partnership").path("title").asString())
                .isEqualTo("X-rays");
        var signed = alliance.done("china", "partnership sign xrays").last();
        assertThat(signed.path("status").asString()).isEqualTo("in-force");
        against("SIGNED_ALREADY", "china", "partnership sign xrays");
        alliance.done("brazil", "run start --run xrays-1", plan);
        assertThat(first("china", "partnership show xrays", "partnership").path("runs").toString())
                .isEqualTo("[\"xrays-1\"]");
        assertThat(alliance.done("china", "inbox").events())
                .anyMatch(e -> e.path("kind").asString().equals("decide-on-run"));
        assertThat(alliance.done("india", "inbox").events())
                .noneMatch(e -> e.path("kind").asString().equals("decide-on-run"));
        alliance.done("italy", "partnership list");
        alliance.done(
                "brazil",
                "programme found lungs --partnership xrays --goal see --title",
                "Lungs for all");
        alliance.done(
                "brazil",
                "programme add lungs --sort publication --reference doi:10.1000/182 --title",
                "Lungs, seen by many");
        against("MAY_ADD_DELIVERABLE", "china", "programme add lungs --title mine");
        alliance.done("kenya", "programme list");
        alliance.done("kenya", "programme show lungs");
        news();
        var ended = alliance.done("china", "partnership leave xrays --reason", "it is over").last();
        assertThat(ended.path("status").asString()).isEqualTo("ended");
    }

    /// The lead speaks for all, a member for itself, each takes back its own.
    private void news() throws java.io.IOException {
        var text =
                """
                id: %s
                voice: %s
                about: {kind: mandate, id: xrays}
                texts:
                  en: {title: News, body: It begins.}
                  it: {title: Notizie, body: Si comincia.}
                """;
        var ours = alliance.write("ours.yaml", text.formatted("ours", "alliance")).toString();
        var mine = alliance.write("mine.yaml", text.formatted("mine", "member")).toString();
        against("ALLIANCE_VOICE", "china", "communique publish", ours);
        alliance.done("brazil", "communique publish", ours);
        alliance.done("china", "communique publish", mine);
        against("COMMUNIQUE_EXISTS", "brazil", "communique publish", ours);
        against("COMMUNIQUE_OF_OTHER", "brazil", "communique withdraw mine --reason x");
        alliance.done("china", "communique withdraw mine --reason", "too early");
        alliance.done("kenya", "communique list --language it");
        var shown = first("kenya", "communique show mine --language it", "communique");
        assertThat(shown.path("title").asString()).isEqualTo("Notizie");
        assertThat(shown.path("withdrawn").path("reason").asString()).isEqualTo("too early");
    }

    @Test
    @Order(4)
    void aPersonSignsWhatItsRightsSayUntilItsKeyIsRevoked() {
        alliance.done("brazil", "propose resolve --id persons --title", "On persons");
        alliance.done("india", "key delegate-person rao --rights vote,comment");
        alliance.done("india", "vote persons yes --as rao");
        against("PERSON_RIGHT", "india", "mandate acknowledge lungs --as rao");
        alliance.done("india", "key revoke rao --reason", "left the association");
        against("KEY_NO_LONGER_HOLDS", "india", "vote persons no --as rao");
        refused(ErrorCode.NOT_FOUND, "india", "vote persons no --as nobody");
    }

    @Test
    @Order(4)
    void keysAreReplacedAndTheOldOnesKept() throws Exception {
        var before = Files.readAllBytes(key("organisation.pem"));
        var rotated = alliance.done("india", "key rotate --overlap 1d").last();
        assertThat(Files.readAllBytes(key("organisation.pem"))).isNotEqualTo(before);
        assertThat(Files.readAllBytes(Path.of(rotated.path("old").asString()))).isEqualTo(before);
        alliance.done("india", "members");
        var taken = Files.readAllBytes(key("organisation.pem"));
        // As a crash leaves it after the hub took the key, and before the file was replaced.
        Files.write(key("organisation.pem"), before);
        Files.write(key("organisation.next.pem"), taken);
        Files.setPosixFilePermissions(
                key("organisation.next.pem"), PosixFilePermissions.fromString("rw-------"));
        var mended = alliance.done("india", "key rotate --overlap 1d").last();
        assertThat(mended.path("key")).isEqualTo(rotated.path("key"));
        assertThat(Files.readAllBytes(key("organisation.pem"))).isEqualTo(taken);
        alliance.done("india", "key delegate-node india-1 --overlap 0s");
        refused(ErrorCode.BAD_REQUEST, "india", "key delegate-node india-2");
        var waiting = alliance.done("india", "key new").last().path("key").asString();
        assertThat(alliance.done("india", "key list").events())
                .anyMatch(e -> e.path("key").asString().equals(waiting));
        alliance.done("india", "key rotate --overlap 0s");
        assertThat(first("brazil", "member show india", "member").path("key").asString())
                .isEqualTo(waiting);
        against("OVERLAP", "india", "key rotate --overlap 100d");
    }

    private Path key(String name) {
        return alliance.home("india").resolve("keys").resolve(name);
    }

    @Test
    @Order(5)
    void aMemberThatHoldsItsKeyIsToldThatItIsReplacedAndStopsThat() throws Exception {
        var key = fresh("next.pem");
        alliance.done("brazil", "propose recover italy --key " + key);
        for (var voter : List.of("brazil", "china", "india")) {
            alliance.done(voter, "vote recover-italy yes");
        }
        var shown = first("china", "proposal show recover-italy", "proposal");
        assertThat(shown.path("outcome").asString()).as("not before the close").isEqualTo("open");
        assertThat(shown.path("new_key").asString()).isEqualTo(key);
        assertThat(shown.path("rule").asString()).contains("decided at the close", "at least 2");
        assertThat(alliance.done("italy", "inbox").events().getFirst().path("command").asString())
                .isEqualTo("proposal stop recover-italy");
        assertThat(alliance.done("italy", "status").last().path("next").get(0).toString())
                .contains("foedus proposal stop recover-italy");
        assertThat(alliance.tell("italy", "doctor").events())
                .anyMatch(e -> e.path("text").asString().contains("proposal stop recover-italy"));
        against("NOT_THE_KEY_AT_STAKE", "china", "proposal stop recover-italy");
        alliance.done("italy", "proposal stop recover-italy");
        assertThat(outcome("recover-italy")).isEqualTo("stopped");
        assertThat(first("china", "proposal show recover-italy", "proposal").has("stopped_by"))
                .isTrue();
    }

    /// Public half of a new key beside the homes.
    private String fresh(String name) {
        var file = folder.resolve(name).toString();
        return alliance.done("italy", "key new --file", file).last().path("key").asString();
    }

    @Test
    @Order(6)
    void whatAMembersGuardianDoesNotSignIsNotVotedOn() {
        var guardian = fresh("guardian.pem");
        alliance.done("italy", "key guardian " + guardian);
        var old = first("brazil", "member show italy", "member").path("key").asString();
        var next = fresh("other.pem");
        var propose = "propose recover italy --id guarded --key " + next;
        against("GUARDIAN_PROOF", "brazil", propose);
        var id = org.foedus.node.home.NodeHome.open(alliance.home("brazil")).hub().alliance();
        var vouch = "key vouch italy --alliance " + id.hex() + " --old " + old + " --new " + next;
        var file = folder.resolve("guardian.pem").toString();
        var proof = alliance.done("italy", vouch + " --file", file).last().path("proof").asString();
        alliance.done("brazil", propose + " --guardian", proof);
        alliance.done("italy", "key guardian --none");
        assertThat(outcome("guarded")).as("anything that the key signs").isEqualTo("stopped");
    }

    @Test
    @Order(5)
    void textsAreBoundedAndNothingInThemSteersTerminalsOrPages() {
        for (var nasty : List.of("We\u001b[2J meet", "We\u202e meet", "<b>We meet</b>")) {
            refused(ErrorCode.BAD_REQUEST, "brazil", "propose resolve --id nasty --title", nasty);
        }
        alliance.done("brazil", "propose resolve --id nasty --title", "We meet, if 1 < 2");
        var long9000 = "x".repeat(9000);
        refused(ErrorCode.BAD_REQUEST, "brazil", "propose resolve --title t --text", long9000);
        refused(ErrorCode.BAD_REQUEST, "brazil", "comment --proposal nasty", long9000);
        refused(ErrorCode.BAD_REQUEST, "brazil", "screen italy --result clear --by", long9000);
        var before = System.in;
        System.setIn(new ByteArrayInputStream(new byte[10 << 20]));
        try {
            refused(ErrorCode.TOO_LARGE, "brazil", "comment --proposal nasty -");
        } finally {
            System.setIn(before);
        }
        System.setIn(new ByteArrayInputStream("Grüße".getBytes(StandardCharsets.ISO_8859_1)));
        try {
            refused(ErrorCode.BAD_FORMAT, "brazil", "comment --proposal nasty -");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    @Order(6)
    void anExpulsionIsOpenForItsPeriodAndWhoLeavesMeanwhileMayDoNothingMore() {
        against("NO_RUN", "brazil", "propose release no-run --to members");
        alliance.done("brazil", "propose expel kenya");
        for (var voter : List.of("brazil", "china", "india")) {
            alliance.done(voter, "vote expel-kenya yes");
        }
        assertThat(outcome("expel-kenya")).isEqualTo("open");
        alliance.done("kenya", "comment --proposal expel-kenya", "Why?");
        alliance.done("kenya", "member leave --confirm kenya --reason", "before you do it");
        against("NO_LONGER_MEMBER", "kenya", "comment --proposal expel-kenya", "Why?");
        assertThat(alliance.done("kenya", "status").last().path("next").get(0).toString())
                .contains("this organisation is withdrawn", "foedus join INVITATION");
        against("PROPOSAL_SUBJECT", "brazil", "propose expel kenya");
    }

    /// After all others: what every command said here with `--json` is what its help promises.
    @Test
    @Order(9)
    void everyJsonFieldIsTheOneThatTheHelpNames() {
        var heard = alliance.heard();
        heard.forEach((command, said) -> {
            var promise = SmallAlliance.promise(command);
            assertThat(promise.all()).as(command).containsAll(said);
            assertThat(said).as(command).containsAll(promise.dueIn(said));
        });
        assertThat(heard.keySet())
                .as("commands that were not tried here")
                .containsAll(COMMANDS.stream().map(c -> "foedus " + c).toList());
    }
}
