package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.foedus.cli.supply.Advisories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Known flaws are found in what Foedus bundles, from a file and nothing else.
class SbomTest {
    /// What is held to its help here.
    static final List<String> COMMANDS = List.of("sbom check", "sbom show");

    @TempDir private Path folder;

    /// The order of versions is Maven's, the meaning of events that of OSV's schema.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1.9        | {"introduced":"0"},{"fixed":"1.10"}                              | true
                    1.10       | {"introduced":"0"},{"fixed":"1.10"}                              | false
                    1.10-rc1   | {"introduced":"0"},{"fixed":"1.10"}                              | true
                    1.10.0     | {"introduced":"0"},{"fixed":"1.10"}                              | false
                    0.0.1-rc1  | {"introduced":"0"}                                               | true
                    2.0        | {"introduced":"2.0"},{"fixed":"2.1"}                             | true
                    2.0-beta   | {"introduced":"2.0"},{"fixed":"2.1"}                             | false
                    3.2        | {"introduced":"3.0"},{"last_affected":"3.2"}                     | true
                    3.2.1      | {"introduced":"3.0"},{"last_affected":"3.2"}                     | false
                    4.5        | {"introduced":"4.4"},{"fixed":"4.5"},{"introduced":"4.5.1"}      | false
                    4.6        | {"fixed":"4.5"},{"introduced":"4.5.1"},{"introduced":"4.4"}      | true
                    5.0        | {"introduced":"0"},{"limit":"5.0"}                               | false
                    5.0        | {"introduced":"0"},{"limit":"*"}                                 | true
                    33.6.0-jre | {"introduced":"0"},{"fixed":"32.0.0-android"}                    | false
                    1          | {"fixed":"2"}                                                    | false
                    """)
    void aVersionIsHeldAgainstTheEventsOfARange(String version, String events, boolean flaw)
            throws IOException {
        var told =
                check(version, affected(maven("\"ranges\":[" + range("ECOSYSTEM", events) + "]")));
        assertThat(told.exitCode()).isEqualTo(flaw ? 1 : 0);
        assertThat(told.out()).contains(flaw ? "1 flaws" : "0 flaws");
    }

    @Test
    void aListedVersionHasTheFlaw() throws IOException {
        var listed = affected(maven("\"versions\":[\"1.0\",\"1.2\"]"));
        assertThat(check("1.2", listed).exitCode()).isEqualTo(1);
        assertThat(check("1.1", listed).exitCode()).isZero();
    }

    @Test
    void whereNoVersionIsToldEveryVersionIsMeant() throws IOException {
        var commits = range("GIT", "{\"introduced\":\"0\"},{\"fixed\":\"c0ffee\"}");
        assertThat(check("1.0", affected(maven("\"ranges\":[" + commits + "]"))).exitCode())
                .isEqualTo(1);
    }

    @Test
    void librariesOfOtherWorldsAndAdvisoriesThatWereWithdrawnDoNotCount() throws IOException {
        var all = "\"ranges\":[" + range("ECOSYSTEM", "{\"introduced\":\"0\"}") + "]";
        var npm = "{\"package\":{\"ecosystem\":\"npm\",\"name\":\"org.example:lib\"}," + all + "}";
        var other =
                "{\"package\":{\"ecosystem\":\"Maven\",\"name\":\"org.example:lib2\"}," + all + "}";
        assertThat(check("1.0", affected(npm)).exitCode()).isZero();
        assertThat(check("1.0", affected(other)).exitCode()).isZero();
        var withdrawn =
                affected(maven(all))
                        .replaceFirst("\\{", "{\"withdrawn\":\"2026-01-01T00:00:00Z\",");
        assertThat(check("1.0", withdrawn).exitCode()).isZero();
        assertThat(check("1.0", affected(maven(all))).exitCode()).isEqualTo(1);
    }

    @Test
    void aLibraryMayBeNamedByItsPackageUrlOrInAnotherRepositoryOfMaven() throws IOException {
        var all = "\"versions\":[\"1.0\"]}";
        var purl = "{\"package\":{\"purl\":\"pkg:maven/org.example/lib\"}," + all;
        var named = "{\"package\":{\"ecosystem\":\"Maven:x\",\"name\":\"org.example:lib\"}," + all;
        assertThat(check("1.0", affected(purl)).exitCode()).isEqualTo(1);
        assertThat(check("1.0", affected(named)).exitCode()).isEqualTo(1);
    }

    @Test
    void listsAnswersAndZipsAreReadToo() throws IOException {
        var one = affected(maven("\"versions\":[\"1.0\"]"));
        assertThat(check("1.0", "[" + one + "," + one.replace("GHSA-1", "GHSA-2") + "]").out())
                .contains("2 advisories", "2 flaws");
        assertThat(check("1.0", "{\"vulns\":[" + one + "]}").out()).contains("1 flaws");
        var zip = folder.resolve("all.zip");
        try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
            put(out, "GHSA-1.json", one);
            put(out, "README.md", "not JSON");
            put(out, "../GHSA-2.json", one.replace("GHSA-1", "GHSA-2"));
        }
        assertThat(checkFile("1.0", zip).out()).contains("2 advisories", "2 flaws");
    }

    @Test
    void aFlawIsToldWithItsNamesAndTheVersionsThatMendIt() throws IOException {
        var events =
                "{\"introduced\":\"0\"},{\"fixed\":\"1.2\"},"
                        + "{\"introduced\":\"2\"},{\"fixed\":\"2.1\"}";
        var advisory = affected(maven("\"ranges\":[" + range("ECOSYSTEM", events) + "]"));
        var told = check("1.0", advisory, "--json");
        var lines = told.out().lines().map(SbomTest::json).toList();
        assertThat(lines.getFirst())
                .isEqualTo(
                        json(
                                """
                                {"type":"flaw","id":"GHSA-1","aliases":["CVE-2026-1"],
                                 "name":"org.example:lib","version":"1.0","fixed_in":["1.2","2.1"],
                                 "summary":"reads too far","excepted":false}\
                                """));
        assertThat(lines.getLast())
                .isEqualTo(
                        json(
                                """
                                {"type":"checked","libraries":1,"advisories":1,"flaws":1}\
                                """));
        assertThat(told.exitCode()).isEqualTo(1);
        assertThat(SmallAlliance.promise("foedus sbom check").all())
                .contains("flaw.fixed_in", "flaw.excepted", "checked.flaws");
    }

    @Test
    void whatWasLookedAtIsExceptedByAnyOfItsNames() throws IOException {
        var advisory = affected(maven("\"versions\":[\"1.0\"]"));
        for (var name : List.of("GHSA-1", "CVE-2026-1")) {
            var told = check("1.0", advisory, "--except", name);
            assertThat(told.exitCode()).isZero();
            assertThat(told.out()).contains("GHSA-1", "; excepted", "0 flaws");
        }
        assertThat(check("1.0", advisory, "--except", "GHSA-9").exitCode()).isEqualTo(1);
    }

    @Test
    void whatIsNoAdvisoryIsRefusedAndNotTakenForAllIsWell() throws IOException {
        for (var text : List.of("", "{}", "[]", "{\"vulns\":[]}", "[1]", "{\"id\":1}", "<html>")) {
            assertThat(check("1.0", text).err()).as(text).startsWith("error: BAD_FORMAT");
        }
        assertThat(checkFile("1.0", folder.resolve("none")).err()).startsWith("error: NOT_FOUND");
    }

    @Test
    void aZipThatGrowsWithoutEndIsRefusedBeforeItIsRead() throws IOException {
        var zip = folder.resolve("bomb.zip");
        try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("GHSA-1.json"));
            var block = new byte[1 << 20];
            for (int i = 0; i <= Advisories.MAX_ADVISORY_BYTES / block.length; i++) {
                out.write(block);
            }
        }
        assertThat(checkFile("1.0", zip).err()).startsWith("error: TOO_LARGE");
    }

    @Test
    void theLibrariesAreListedWithoutOurs() throws IOException {
        var told = Spoken.of("sbom", "show", "--sbom", bill("1.0").toString(), "--json");
        assertThat(told.out().lines().map(SbomTest::json))
                .containsExactly(
                        json(
                                "{\"type\":\"library\",\"name\":\"org.example:lib\","
                                        + "\"version\":\"1.0\"}"));
    }

    @Test
    void whereThereIsNoBillTheBuildIsNamed() {
        var told = Spoken.of("sbom", "show", "--sbom", folder.resolve("none").toString());
        assertThat(told.err()).startsWith("error: NOT_FOUND").contains("./foedus build");
    }

    private Spoken check(String version, String advisories, String... more) throws IOException {
        return checkFile(
                version, Files.writeString(folder.resolve("advisories.json"), advisories), more);
    }

    private Spoken checkFile(String version, Path file, String... more) throws IOException {
        var line = new ArrayList<>(List.of("sbom", "check", file.toString()));
        line.addAll(List.of("--sbom", bill(version).toString()));
        line.addAll(List.of(more));
        return Spoken.of(line.toArray(String[]::new));
    }

    private Path bill(String version) throws IOException {
        return Files.writeString(
                folder.resolve("bill.json"),
                """
                {"bomFormat":"CycloneDX","specVersion":"1.6","components":[
                 {"group":"org.foedus","name":"foedus-core","version":"0.1.0"},
                 {"group":"org.example","name":"lib","version":"%s"}]}
                """
                        .formatted(version));
    }

    private static String affected(String part) {
        return "{\"id\":\"GHSA-1\",\"aliases\":[\"CVE-2026-1\"],\"summary\":\"reads too far\","
                + "\"affected\":["
                + part
                + "]}";
    }

    private static String maven(String versions) {
        return "{\"package\":{\"ecosystem\":\"Maven\",\"name\":\"org.example:lib\"},"
                + versions
                + "}";
    }

    private static String range(String type, String events) {
        return "{\"type\":\"" + type + "\",\"events\":[" + events + "]}";
    }

    private static void put(ZipOutputStream out, String name, String text) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
    }

    private static JsonNode json(String text) {
        return org.foedus.protocol.json.Json.tree(text.getBytes(StandardCharsets.UTF_8));
    }
}
