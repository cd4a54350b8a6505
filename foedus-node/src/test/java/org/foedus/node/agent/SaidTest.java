package org.foedus.node.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SaidTest {
    private final Said<String> said = new Said<>();

    @Test
    void whatTheHubAcknowledgedAndAsksForAgainWasLostAndIsSaidAgain() {
        said.ask();
        said.add("item", true);
        said.askedAgain("item");
        assertThat(said.contains("item")).as("the question left before the answer").isTrue();
        said.ask();
        said.askedAgain("item");
        assertThat(said.contains("item")).isFalse();
    }

    @Test
    void whatTheHubRefusedIsNotSaidAgain() {
        said.add("item", false);
        said.ask();
        said.askedAgain("item");
        assertThat(said.contains("item")).isTrue();
    }

    @Test
    void aRecoveryMakesEverythingSaidAgain() {
        said.add("item", false);
        said.clear();
        assertThat(said.all()).isEmpty();
    }
}
