package org.foedus.link.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrivateFileTest {
    @TempDir private Path folder = Path.of("");

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void writingReplacesTheWholeFileAndKeepsItPrivate() throws IOException {
        var file = folder.resolve("token");
        PrivateFile.write(file, new byte[100]);
        PrivateFile.write(file, new byte[] {7});

        assertThat(PrivateFile.read(file, 10)).hasValue(new byte[] {7});
        assertThat(mode(file)).isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void writingReplacesASymbolicLinkAndNotWhatItPointsTo() throws IOException {
        var victim = Files.writeString(folder.resolve("victim"), "mine");
        var file = Files.createSymbolicLink(folder.resolve("token"), victim);
        PrivateFile.write(file, new byte[] {7});

        assertThat(victim).hasContent("mine");
        assertThat(PrivateFile.read(file, 10)).hasValue(new byte[] {7});
    }

    @Test
    void aMissingFileIsEmptyAndALargeOneIsRefused() {
        var file = folder.resolve("state");
        assertThat(PrivateFile.read(file, 10)).isEmpty();
        PrivateFile.write(file, new byte[11]);
        assertThat(
                        catchThrowableOfType(
                                        FoedusException.class, () -> PrivateFile.read(file, 10))
                                .code())
                .isEqualTo(ErrorCode.TOO_LARGE);
    }

    @Test
    void aFolderThatCannotBeWrittenIsAnIoFailure() {
        var file = folder.resolve("missing").resolve("state");
        assertThat(
                        catchThrowableOfType(
                                        FoedusException.class,
                                        () -> PrivateFile.write(file, new byte[1]))
                                .code())
                .isEqualTo(ErrorCode.IO_FAILED);
    }

    @Test
    void aFullDiskHasItsOwnName() {
        var failure = FileFailure.of("write x", new IOException("No space left on device"));
        assertThat(failure.code()).isEqualTo(ErrorCode.DISK_FULL);
    }

    @Test
    void aNewFolderIsPrivateAndAnEmptyOneIsMadeSo() throws IOException {
        assertThat(mode(PrivateFolder.create(folder.resolve("a").resolve("b"))))
                .isEqualTo("rwx------");
        var open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(mode(PrivateFolder.create(open))).isEqualTo("rwx------");
    }

    @Test
    void aFolderInUseThatOthersMayEnterIsRefused() throws IOException {
        var open = Files.createDirectory(folder.resolve("open"));
        Files.writeString(open.resolve("file"), "x");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        var failure = catchThrowableOfType(FoedusException.class, () -> PrivateFolder.create(open));

        assertThat(failure.code()).isEqualTo(ErrorCode.KEY_EXPOSED);
        assertThat(failure).hasMessageContaining("chmod 700 '" + open + "'");
    }

    @Test
    void anAccessListMayNameTheOwnerAndTheAdministratorsOnly() {
        record Person(String getName) implements UserPrincipal {}
        var owner = new Person("me");
        var system = new Person("NT AUTHORITY\\SYSTEM");
        var other = new Person("BUILTIN\\Users");

        assertThat(Access.isExposed(List.of(allow(owner), allow(system)), owner)).isFalse();
        assertThat(Access.isExposed(List.of(allow(owner), allow(other)), owner)).isTrue();
    }

    private static AclEntry allow(UserPrincipal who) {
        return AclEntry.newBuilder()
                .setType(AclEntryType.ALLOW)
                .setPrincipal(who)
                .setPermissions(AclEntryPermission.READ_DATA)
                .build();
    }
}
