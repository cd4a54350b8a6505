package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.cli.Layers.brokenRules;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Arrows point down only, and the core stays pure.
class LayeringTest {
    private static JavaClasses production;

    @BeforeAll
    static void readTheClasses() {
        production =
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("org.foedus");
    }

    @Test
    void everyClassKeepsToItsLayer() {
        assertThat(brokenRules(production)).isEmpty();
    }

    /// No address that a member supplied is ever dialled by the hub.
    @Test
    void theHubFetchesNothing() {
        com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("org.foedus.hub..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net.http..", "org.foedus.link.client..", "org.foedus.link.hub..")
                .check(production);
    }

    @Test
    void theTestSeesTheClassesItJudges() {
        assertThat(production.contain("org.foedus.core.error.FoedusException")).isTrue();
        assertThat(production.contain("org.foedus.engine.Engine")).isTrue();
        assertThat(production.contain("org.foedus.cli.Main")).isTrue();
        assertThat(production.contain("org.foedus.cli.LayeringTest")).isFalse();
    }

    @Test
    void anArrowThatPointsUpIsForbidden() {
        assertThat(Layers.mayUse("core", "kernels")).isTrue();
        assertThat(Layers.mayUse("core", "protocol")).isFalse();
        assertThat(Layers.mayUse("kernels", "core")).isFalse();
        assertThat(Layers.mayUse("hub", "engine")).isFalse();
        assertThat(Layers.mayUse("hub", "engine.torch")).isFalse();
        assertThat(Layers.mayUse("store", "protocol")).isFalse();
        assertThat(Layers.mayUse("portal", "hub")).isFalse();
        assertThat(Layers.mayUse("node", "hub")).isFalse();
    }

    @Test
    void impurityIsSeenWhereItIs() {
        var impure = new ClassFileImporter().importClasses(Impure.class);
        assertThat(Layers.impurities(impure.get(Impure.class)))
                .extracting(found -> found.replaceFirst(".* uses ", ""))
                .contains(
                        "java.io.File",
                        "java.nio.file.Files",
                        "java.lang.Thread",
                        "java.util.Random",
                        "java.time.Instant.now()");
    }

    /// What no class of the core may look like.
    private static final class Impure implements Callable<Long> {
        @Override
        public Long call() {
            var spare = Files.exists(new File("x").toPath()) ? new Random().nextLong() : 0L;
            return Thread.currentThread().threadId() + Instant.now().toEpochMilli() + spare;
        }
    }
}
