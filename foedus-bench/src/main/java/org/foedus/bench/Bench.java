package org.foedus.bench;

import java.io.IOException;

/// The commands: `append`, `write FOLDER [ENTRIES]`, `restart FOLDER`, `pages`; anything else is
/// JMH's.
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) throws IOException {
        switch (arguments.length == 0 ? "" : arguments[0]) {
            case "append" -> jmh("AppendBench");
            case "write" -> Restart.write(arguments);
            case "restart" -> Restart.measure(arguments);
            case "pages" -> PageTimes.measure();
            default -> org.openjdk.jmh.Main.main(arguments);
        }
    }

    private static void jmh(String benchmark) throws IOException {
        org.openjdk.jmh.Main.main(new String[] {benchmark});
    }
}
