package org.foedus.bench;

import java.io.IOException;
import org.foedus.bench.siege.Siege;

/// `java -cp bench.jar org.foedus.bench.Flood --seconds 60`: hostile clients against a real hub.
public final class Flood {
    private Flood() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Siege.flood(arguments);
    }
}
