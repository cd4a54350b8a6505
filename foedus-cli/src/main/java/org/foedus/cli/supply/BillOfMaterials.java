package org.foedus.cli.supply;

import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.protocol.json.Json;

/// A bill of materials in CycloneDX's JSON.
public final class BillOfMaterials {
    public static final int MAX_BYTES = 16 << 20;
    private static final String OURS = "org.foedus";

    private BillOfMaterials() {}

    /// The libraries that others wrote.
    public static SortedSet<Library> libraries(Path file) {
        var bill = Json.tree(BoundedFiles.read(file, MAX_BYTES));
        if (!bill.path("bomFormat").asString("").equals("CycloneDX")) {
            throw new FoedusException(
                    ErrorCode.BAD_FORMAT, file + ": expected a bill of materials of CycloneDX");
        }
        var libraries = new TreeSet<Library>();
        for (var component : bill.path("components")) {
            var group = component.path("group").asString("");
            var version = component.path("version").asString("");
            if (!group.equals(OURS) && !version.isEmpty()) {
                var name = group + ":" + component.path("name").asString("");
                libraries.add(new Library(name, version));
            }
        }
        return Collections.unmodifiableSortedSet(libraries);
    }
}
