package org.foedus.cel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foedus.core.policy.Attribute;
import org.foedus.core.policy.ConditionLanguage;
import org.foedus.core.policy.StandingConsent;
import org.foedus.protocol.form.PolicyForm;
import org.junit.jupiter.api.Test;

/// The pages of the policy say what is.
class PolicyPageTest {
    private static String page(String name) throws IOException {
        return Files.readString(
                Path.of(System.getProperty("foedus.root", "..")).resolve("docs").resolve(name));
    }

    /// Blocks that begin as policies do.
    private static List<String> policies(String page) {
        var blocks = new ArrayList<String>();
        var parts = page.split("```\n", -1);
        for (int i = 1; i < parts.length; i += 2) {
            if (parts[i].startsWith("rules:")) {
                blocks.add(parts[i]);
            }
        }
        return blocks;
    }

    @Test
    void everyPolicyOnThePagesIsRead() throws IOException {
        var blocks = new ArrayList<>(policies(page("reference/policy.md")));
        blocks.addAll(policies(page("how-to/consent-in-advance.md")));
        assertThat(blocks)
                .hasSize(2)
                .allSatisfy(b -> {
                    var bytes = b.getBytes(StandardCharsets.UTF_8);
                    var policy = PolicyForm.read("policy.yaml", bytes, new Cel());
                    assertThat(policy.rules()).isNotEmpty();
                    assertThat(policy.explain(Plans.request()).judgements()).isNotEmpty();
                });
    }

    @Test
    void theReferenceNamesEveryAttributeFunctionAndLimit() throws IOException {
        var reference = page("reference/policy.md");
        assertThat(Attribute.values())
                .allSatisfy(a -> assertThat(reference).contains("`" + a.label() + "`"));
        assertThat(Environment.CALLED)
                .allSatisfy(f -> assertThat(reference).containsPattern("`\\.?" + f + "\\("));
        assertThat(reference)
                .contains(ConditionLanguage.MAX_TEXT + " characters")
                .contains(Environment.MAX_NODES + " parts, " + Environment.MAX_NESTING + " deep")
                .contains("| " + Environment.MAX_REGEX + " instructions")
                .contains("| standing consents | " + StandingConsent.MAX + " |")
                .contains("%,d".formatted(Cost.MAX).replace(',', ' '));
    }
}
