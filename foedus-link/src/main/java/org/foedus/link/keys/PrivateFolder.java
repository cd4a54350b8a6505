package org.foedus.link.keys;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// A folder that only its owner may enter (mode 0700).
public final class PrivateFolder {
    private PrivateFolder() {}

    /// Creates `folder`, and with ordinary modes the folders above it. One that exists is accepted
    /// when it is private already, and made private while it is still empty.
    ///
    /// @return `folder`
    /// @throws FoedusException `KEY_EXPOSED` when others may use it, `IO_FAILED`, `DISK_FULL`
    public static Path create(Path folder) {
        try {
            var parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            try {
                Files.createDirectory(folder, Access.creating(folder, Access.FOLDER_MODE));
                Access.restrict(folder, Access.FOLDER_MODE);
            } catch (FileAlreadyExistsException e) {
                accept(folder);
            }
            return folder;
        } catch (IOException e) {
            throw FileFailure.of("create the folder " + folder, e);
        }
    }

    private static void accept(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new FoedusException(
                    ErrorCode.ALREADY_EXISTS,
                    folder + " exists and is no folder (or a symbolic link); choose another name");
        }
        try (var entries = Files.list(folder)) {
            if (entries.findAny().isEmpty()) {
                Access.restrict(folder, Access.FOLDER_MODE);
            }
        }
        Access.check(folder, "700");
    }
}
