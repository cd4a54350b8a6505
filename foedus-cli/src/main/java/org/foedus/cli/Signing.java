package org.foedus.cli;

import java.util.Optional;
import org.foedus.cli.alliance.Access;
import org.foedus.node.home.NodeHome;
import picocli.CommandLine.Option;

/// Whose key signs. Use it as `@Mixin private Signing signing;`.
final class Signing {
    @Option(
            names = "--as",
            paramLabel = "PERSON",
            description =
                    "sign with this person's key in place of the organisation's (foedus key"
                            + " delegate-person)")
    private Optional<String> person = Optional.empty();

    Access open(Globals globals) {
        if (person.isEmpty()) {
            return Access.signing(globals.home());
        }
        var home = NodeHome.open(globals.home());
        return Access.signing(home, home.personKey(person.get()));
    }
}
