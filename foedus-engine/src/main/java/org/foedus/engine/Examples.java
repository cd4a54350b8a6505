package org.foedus.engine;

/// Labelled examples in memory: `size × features` values and a class each.
///
/// `features` is row-major, one row an example, already scaled as the architecture wants; `labels`
/// are in [0, classes). The arrays are shared, never written.
public final class Examples {
    private final float[] features;
    private final int[] labels;
    private final int width;

    /// @param width features per example
    public Examples(float[] features, int[] labels, int width) {
        if (width < 1 || (long) labels.length * width != features.length) {
            throw new IllegalArgumentException(
                    "expected "
                            + labels.length
                            + " × "
                            + width
                            + " features, got "
                            + features.length);
        }
        this.features = features;
        this.labels = labels;
        this.width = width;
    }

    public int size() {
        return labels.length;
    }

    public int width() {
        return width;
    }

    public float[] features() {
        return features;
    }

    public int[] labels() {
        return labels;
    }

    /// The examples at `indices`, copied.
    public Examples select(int[] indices) {
        var picked = new float[Math.multiplyExact(indices.length, width)];
        var classes = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(features, indices[i] * width, picked, i * width, width);
            classes[i] = labels[indices[i]];
        }
        return new Examples(picked, classes, width);
    }
}
