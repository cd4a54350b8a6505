package org.foedus.engine.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.engine.Examples;
import org.foedus.protocol.model.Architectures;

/// Fashion-MNIST (Zalando, MIT): 28×28 grey pictures of clothes, 10 classes, scaled to [-1, 1].
/// Every file is checked against the SHA-256 known here before it is read.
public final class FashionMnist {
    /// Where Debian's package `dataset-fashion-mnist` puts the whole set.
    public static final Path FULL_FOLDER = Path.of("/usr/share/datasets/fashion-mnist");

    /// What splits the shipped 10 000 images.
    public static final long SPLIT_SEED = 1708_07747;

    /// How many of the shipped images are held out.
    public static final int HELD_OUT = 2_000;

    /// What the classes are, by label.
    public static final List<String> CLASSES =
            List.of(
                    "T-shirt/top",
                    "trouser",
                    "pullover",
                    "dress",
                    "coat",
                    "sandal",
                    "shirt",
                    "sneaker",
                    "bag",
                    "ankle boot");

    private static final Pair TEST =
            new Pair(
                    new Known(
                            "t10k-images-idx3-ubyte.gz",
                            "cc1d090a38ace84dfa1aa66e3ada7c336ef481a96936906477e6dd344da56eaa"),
                    new Known(
                            "t10k-labels-idx1-ubyte.gz",
                            "8d3605d196f4be44669e46906da9733c8131fef761fdbfec72c424d5222f1a05"));
    private static final Pair TRAIN =
            new Pair(
                    new Known(
                            "train-images-idx3-ubyte.gz",
                            "b0564c3eedabfbf835052cff8503ea422014ce006caf5b757f851416ee8300c7"),
                    new Known(
                            "train-labels-idx1-ubyte.gz",
                            "0ae29f65d86684f32d1b9c85147786c547b9c6aebcaf235f0400a0cce308b056"));

    private FashionMnist() {}

    /// Examples to train with, and examples that nobody trains with.
    public record Sets(Examples train, Examples heldOut) {}

    private record Known(String name, String sha256) {}

    private record Pair(Known images, Known labels) {}

    /// The shipped 10 000 images: 8 000 to train, 2 000 held out, split by [#SPLIT_SEED].
    ///
    /// @param root the folder that holds `data/fashion-mnist`
    /// @throws FoedusException `NOT_FOUND` if a file is missing, `DIGEST_MISMATCH` if one is not as
    ///   published
    public static Sets shipped(Path root) {
        var folder = root.resolve("data").resolve("fashion-mnist");
        var all = read(folder, TEST, "it is part of the distribution; install that again");
        var split = Split.holdOut(all.size(), HELD_OUT, SPLIT_SEED);
        return new Sets(all.select(split.kept()), all.select(split.held()));
    }

    /// The whole set as published: 60 000 to train, 10 000 held out.
    ///
    /// @param folder usually [#FULL_FOLDER]
    /// @throws FoedusException as [#shipped]
    public static Sets full(Path folder) {
        var help = "install it: apt-get install dataset-fashion-mnist (Debian, Ubuntu)";
        return new Sets(read(folder, TRAIN, help), read(folder, TEST, help));
    }

    private static Examples read(Path folder, Pair pair, String help) {
        check(folder, pair.images(), help);
        check(folder, pair.labels(), help);
        var spec = DatasetSpec.idx(pair.images().name(), pair.labels().name());
        return Datasets.load(spec, folder, Architectures.LENET5);
    }

    private static void check(Path folder, Known known, String help) {
        var file = folder.resolve(known.name());
        if (!Files.isRegularFile(file)) {
            throw new FoedusException(
                    ErrorCode.NOT_FOUND, "Fashion-MNIST: there is no " + file + "; " + help);
        }
        var digest = Sha256.newDigest();
        try (var in = Files.newInputStream(file)) {
            var buffer = new byte[64 << 10];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        } catch (IOException e) {
            throw new FoedusException(ErrorCode.IO_FAILED, "could not read " + file + ": " + e, e);
        }
        var found = Sha256.of(digest).hex();
        if (!found.equals(known.sha256())) {
            throw new FoedusException(
                    ErrorCode.DIGEST_MISMATCH,
                    file
                            + ": expected SHA-256 "
                            + known.sha256()
                            + ", found "
                            + found
                            + "; "
                            + help);
        }
    }
}
