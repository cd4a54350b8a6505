package org.foedus.engine.torch;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.foedus.core.digest.Sha256;

/// Loads libtorch, once per process.
///
/// It is unpacked into a cache that all processes of the user share: `$FOEDUS_CACHE/native`, else
/// `~/.cache/foedus/native`; about 450 MB. See [NativeCache] for who unpacks.
final class NativeLibrary {
    private static final String CACHE_PROPERTY = "org.bytedeco.javacpp.cachedir";

    private NativeLibrary() {}

    /// Empty if libtorch is loaded, else why not and what would help.
    static Optional<String> problem() {
        return Holder.PROBLEM;
    }

    private static final class Holder {
        static final Optional<String> PROBLEM = load();

        @SuppressWarnings("CatchingUnchecked") // whatever loading throws, the engine is not there
        private static Optional<String> load() {
            configure();
            try {
                var platform = Loader.getPlatform();
                if (torch.class.getResource("/org/bytedeco/pytorch/" + platform + "/") == null) {
                    return Optional.of(
                            "there is no libtorch for "
                                    + platform
                                    + " in this distribution; use the engine plain"
                                    + " (architecture mlp), or build on Linux x86-64, macOS ARM"
                                    + " or Windows x86-64");
                }
                NativeCache.load(
                        Path.of(System.getProperty(CACHE_PROPERTY)),
                        key(platform),
                        () -> Loader.load(torch.class));
                torch.set_num_interop_threads(1);
                return Optional.empty();
            } catch (LinkageError | RuntimeException | IOException e) {
                return Optional.of(
                        "libtorch could not be loaded from the cache "
                                + System.getProperty(CACHE_PROPERTY)
                                + ": "
                                + e
                                + "; check that the folder is writable, has 500 MB free and allows"
                                + " execution, or set FOEDUS_CACHE to one that does");
            }
        }
    }

    /// Names what is unpacked: another version has other jars.
    private static String key(String platform) {
        var jars = new StringBuilder();
        for (var library : new String[] {"javacpp", "openblas", "pytorch"}) {
            var folder = "/org/bytedeco/" + library + "/" + platform + "/";
            var url = String.valueOf(torch.class.getResource(folder));
            var jar = url.contains("!") ? url.substring(0, url.indexOf('!')) : url;
            jars.append(jar.substring(jar.lastIndexOf('/') + 1)).append('\n');
        }
        return Sha256.of(jars.toString().getBytes(StandardCharsets.UTF_8)).shortHex();
    }

    /// From now on at most `threads` threads compute: libtorch's own, which OpenMP keeps per
    /// calling thread, and OpenBLAS's, which are a pool of its own and would spin against them.
    static void limitThreads(int threads) {
        torch.set_num_threads(threads);
        try {
            if (Blas.SET_THREADS.isPresent()) {
                Blas.SET_THREADS.get().invokeExact(threads);
            }
        } catch (Throwable e) {
            throw new LinkageError("openblas_set_num_threads", e);
        }
    }

    /// The presets do not bind this function of the library that they load.
    private static final class Blas {
        static final Optional<MethodHandle> SET_THREADS = find();

        @SuppressWarnings("restricted") // the signature is that of OpenBLAS's header
        private static Optional<MethodHandle> find() {
            return SymbolLookup.loaderLookup()
                    .find("openblas_set_num_threads")
                    .map(symbol ->
                            Linker.nativeLinker()
                                    .downcallHandle(
                                            symbol,
                                            FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT)));
        }
    }

    /// Before JavaCPP's first class is initialised. What the user set stays.
    private static void configure() {
        setDefault(CACHE_PROPERTY, cache().toString());
        // JavaCPP would throw OutOfMemoryError when the process is larger than twice the heap.
        setDefault("org.bytedeco.javacpp.maxBytes", "0");
        setDefault("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static Path cache() {
        var chosen = System.getenv("FOEDUS_CACHE");
        var root =
                chosen == null || chosen.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".cache", "foedus")
                        : Path.of(chosen);
        return root.resolve("native").toAbsolutePath();
    }
}
