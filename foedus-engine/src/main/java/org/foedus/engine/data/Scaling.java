package org.foedus.engine.data;

/// How stored values become features.
public enum Scaling {
    /// As they are.
    NONE {
        @Override
        public float apply(float stored) {
            return stored;
        }
    },
    /// Pixels 0..255 to [-1, 1]: (x/255 - 0.5) / 0.5.
    PIXELS {
        @Override
        public float apply(float stored) {
            return (stored / 255f - 0.5f) / 0.5f;
        }
    };

    public abstract float apply(float stored);
}
