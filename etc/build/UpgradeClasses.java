import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/// Rewrites the classes of one folder of a jar for a newer JVM: same code, with stack maps.
///
/// The JDK's AOT cache leaves out classes older than Java 6, which some libraries still ship, and
/// a command then spends most of its start on them. The build runs this file as it is:
/// `java UpgradeClasses.java foedus.jar picocli`.
public final class UpgradeClasses {
    private static final int OLDEST_CACHED = ClassFile.JAVA_6_VERSION;
    private static final int TARGET = ClassFile.JAVA_8_VERSION;

    private UpgradeClasses() {}

    public static void main(String[] args) throws IOException {
        try (var jar = FileSystems.newFileSystem(Path.of(args[0]));
                var files = Files.walk(jar.getPath("/", args[1]))) {
            var api = rewriter(jar);
            for (var file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                upgrade(api, file);
            }
        }
    }

    private static void upgrade(ClassFile api, Path file) throws IOException {
        var old = api.parse(Files.readAllBytes(file));
        if (old.majorVersion() >= OLDEST_CACHED) {
            return;
        }
        var writtenAt = FileTime.from(Files.getLastModifiedTime(file).toInstant());
        var rewrite =
                ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
                        .andThen(ClassTransform.endHandler(c -> c.withVersion(TARGET, 0)));
        Files.write(file, api.transformClass(old, rewrite));
        Files.setLastModifiedTime(file, writtenAt);
    }

    private static ClassFile rewriter(FileSystem jar) {
        var hierarchy =
                ClassHierarchyResolver.ofResourceParsing(
                        type -> {
                            var name = type.descriptorString();
                            var file = jar.getPath(name.substring(1, name.length() - 1) + ".class");
                            try {
                                return Files.exists(file) ? Files.newInputStream(file) : null;
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        return ClassFile.of(
                StackMapsOption.GENERATE_STACK_MAPS,
                ConstantPoolSharingOption.NEW_POOL,
                ClassHierarchyResolverOption.of(
                        hierarchy.orElse(ClassHierarchyResolver.defaultResolver())));
    }
}
