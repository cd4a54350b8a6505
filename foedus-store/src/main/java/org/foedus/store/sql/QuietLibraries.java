package org.foedus.store.sql;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Keeps jOOQ, Flyway and HikariCP from saying hello. Warnings and errors come through.
final class QuietLibraries {
    /// Held here, or the settings are collected with the loggers.
    private static final List<Logger> LOGGERS =
            List.of(
                    Logger.getLogger("org.jooq"),
                    Logger.getLogger("org.flywaydb"),
                    Logger.getLogger("com.zaxxer.hikari"));

    private QuietLibraries() {}

    /// Sets what the application has not set.
    static void silence() {
        for (var logger : LOGGERS) {
            if (logger.getLevel() == null) {
                logger.setLevel(Level.WARNING);
            }
        }
        for (var property : List.of("org.jooq.no-logo", "org.jooq.no-tips")) {
            if (System.getProperty(property) == null) {
                System.setProperty(property, "true");
            }
        }
    }
}
