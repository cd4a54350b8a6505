package org.foedus.link.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// Who may read a file or folder. On POSIX file systems the mode decides; on those with access
/// control lists (Windows) the list does; a file system with neither is refused.
final class Access {
    static final Set<PosixFilePermission> FILE_MODE = PosixFilePermissions.fromString("rw-------");
    static final Set<PosixFilePermission> FOLDER_MODE =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OTHERS =
            PosixFilePermissions.fromString("---rwxrwx");

    private Access() {}

    /// The attributes with which to create something private; empty where modes do not exist.
    static FileAttribute<?>[] creating(Path path, Set<PosixFilePermission> mode) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)}
                : new FileAttribute<?>[0];
    }

    /// Makes an existing path its owner's alone.
    static void restrict(Path path, Set<PosixFilePermission> mode) throws IOException {
        if (isPosix(path)) {
            Files.setPosixFilePermissions(path, mode);
            return;
        }
        var view = aclView(path);
        view.setAcl(
                List.of(
                        AclEntry.newBuilder()
                                .setType(AclEntryType.ALLOW)
                                .setPrincipal(view.getOwner())
                                .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                                .build()));
    }

    /// Refuses a path that anyone but its owner may use.
    ///
    /// @param chmod the mode that repairs it, such as `600`
    static void check(Path path, String chmod) throws IOException {
        if (isPosix(path)) {
            var mode = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
            if (mode.stream().anyMatch(OTHERS::contains)) {
                throw exposed(
                        path
                                + " may be used by others than its owner (mode "
                                + PosixFilePermissions.toString(mode)
                                + "); if nobody has read it, run: chmod "
                                + chmod
                                + " '"
                                + path
                                + "'");
            }
            return;
        }
        var view = aclView(path);
        if (isExposed(view.getAcl(), view.getOwner())) {
            throw exposed(
                    path
                            + " may be read by others than its owner; if nobody has, run: icacls \""
                            + path
                            + "\" /inheritance:r /grant:r \"%USERNAME%:F\"");
        }
    }

    /// Whether the list lets anyone in but the owner and the machine's own administrators.
    static boolean isExposed(List<AclEntry> entries, UserPrincipal owner) {
        return entries.stream()
                .filter(entry -> entry.type() == AclEntryType.ALLOW)
                .filter(entry -> !entry.permissions().isEmpty())
                .map(AclEntry::principal)
                .anyMatch(who -> !who.equals(owner) && !isAdministrator(who.getName()));
    }

    private static boolean isAdministrator(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "NT AUTHORITY\\SYSTEM", "BUILTIN\\ADMINISTRATORS" -> true;
            default -> false;
        };
    }

    static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static AclFileAttributeView aclView(Path path) {
        var view =
                Files.getFileAttributeView(
                        path, AclFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            throw exposed(
                    "the file system of "
                            + path
                            + " knows neither modes nor access lists, so nothing on it is private;"
                            + " choose a folder on another file system");
        }
        return view;
    }

    private static FoedusException exposed(String message) {
        return new FoedusException(ErrorCode.KEY_EXPOSED, message);
    }
}
