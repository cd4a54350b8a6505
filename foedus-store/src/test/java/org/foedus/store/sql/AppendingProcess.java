package org.foedus.store.sql;

import java.nio.file.Path;

/// Appends to the ledger named by its argument until it is killed, and prints the new size after
/// each append that was acknowledged.
final class AppendingProcess {
    private AppendingProcess() {}

    public static void main(String[] args) {
        var growth = new Growth();
        try (var ledger = SqlLedger.open(Path.of(args[0]))) {
            long size = ledger.size();
            while (!Thread.currentThread().isInterrupted()) {
                size = growth.append(ledger, size);
                System.out.println(size);
            }
        }
    }

    /// Starts it on `file`.
    static Process start(Path file) throws java.io.IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AppendingProcess.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
