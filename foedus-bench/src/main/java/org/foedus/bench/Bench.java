package org.foedus.bench;

import java.io.IOException;
import org.foedus.bench.siege.Siege;

/// The commands: `append`, `write FOLDER [ENTRIES]`, `restart FOLDER`, `pages`, `flood`, `fuzz`;
/// anything else is JMH's.
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        switch (arguments.length == 0 ? "" : arguments[0]) {
            case "append" -> jmh("AppendBench");
            case "write" -> Restart.write(arguments);
            case "restart" -> Restart.measure(arguments);
            case "pages" -> PageTimes.measure();
            case "flood" -> Siege.flood(arguments);
            case "fuzz" -> Siege.fuzz(arguments);
            default -> org.openjdk.jmh.Main.main(arguments);
        }
    }

    private static void jmh(String benchmark) throws IOException {
        org.openjdk.jmh.Main.main(new String[] {benchmark});
    }
}
