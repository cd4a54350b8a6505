package org.foedus.protocol.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.foedus.core.alliance.AdmissionRule;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.Governance;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.Screening;
import org.foedus.core.vote.Fraction;
import org.foedus.core.vote.Kind;
import org.foedus.core.vote.Majority;
import org.foedus.core.vote.VotingRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A charter that is written reads as the same charter.
class CharterYamlTest {
    private static final Path EXAMPLES = Path.of("..", "examples");

    private static Charter read(String yaml) {
        return CharterForm.read("charter.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<Path> examples() {
        return Stream.of(
                EXAMPLES.resolve("charter.yaml"),
                EXAMPLES.resolve("charters/bilateral.yaml"),
                EXAMPLES.resolve("charters/hospitals.yaml"),
                EXAMPLES.resolve("charters/national-associations.yaml"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleReadsAsItWasWritten(Path file) throws IOException {
        var charter = read(Files.readString(file));

        assertThat(read(CharterYaml.write(charter))).isEqualTo(charter);
    }

    @Test
    void whatLooksLikeSomethingElseInYamlStaysWhatItIs() {
        var charter =
                new Charter(
                        "Yes: \"no\" # \\ null, ‘人工’\t{x}",
                        new MemberId("123"),
                        new AdmissionRule(1.0 / 3, 1e-4),
                        Charter.MandateIssuers.FULL_MEMBERS,
                        List.of(
                                new Charter.Founder(
                                        new MemberId("123"), "~", "NO", MemberClass.FOUNDING),
                                new Charter.Founder(
                                        new MemberId("true"), "- x", "IT", MemberClass.OBSERVER)),
                        Optional.of(governance()));

        assertThat(read(CharterYaml.write(charter))).isEqualTo(charter);
    }

    private static Governance governance() {
        var usual = Governance.of(new AdmissionRule(0.5, 0.5));
        var rules = new TreeMap<>(usual.decisions());
        rules.put(
                Kind.AMEND,
                new VotingRule(
                        new Majority(new Fraction(4, 5), true),
                        new Fraction(7, 9),
                        Duration.ofHours(30),
                        VotingRule.Electors.FOUNDERS,
                        3));
        var weights = new TreeMap<MemberId, Integer>();
        weights.put(new MemberId("null"), 7);
        return new Governance(
                new TreeSet<>(List.of(MemberClass.FULL)),
                Screening.Need.CLEAR,
                new TreeSet<>(List.of(new MemberId("no"), new MemberId("0"))),
                Duration.ofDays(3),
                Duration.ZERO,
                rules,
                weights,
                new Governance.Deadlock(0, new Fraction(1, 3), false),
                Duration.ofMinutes(90));
    }
}
