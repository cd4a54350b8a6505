package org.foedus.engine.data;

import java.util.SplittableRandom;

/// Draws from a symmetric Dirichlet distribution, with `StrictMath` throughout so that a seed gives
/// the same numbers on every machine.
final class Dirichlet {
    private Dirichlet() {}

    /// `n` shares ≥ 0 that add up to about 1.
    static double[] draw(int n, double alpha, SplittableRandom chance) {
        var shares = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            shares[i] = gamma(alpha, chance);
            sum += shares[i];
        }
        if (sum == 0) {
            // Underflow at a tiny alpha, whose limit is one member taking all.
            shares[chance.nextInt(n)] = 1;
            return shares;
        }
        for (int i = 0; i < n; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    /// Gamma(shape, 1) by Marsaglia and Tsang (2000), boosted below 1.
    private static double gamma(double shape, SplittableRandom chance) {
        if (shape < 1) {
            double boost = StrictMath.pow(positive(chance), 1 / shape);
            return gamma(shape + 1, chance) * boost;
        }
        double d = shape - 1.0 / 3;
        double c = 1 / StrictMath.sqrt(9 * d);
        while (true) {
            double x = gaussian(chance);
            double v = 1 + c * x;
            if (v <= 0) {
                continue;
            }
            v = v * v * v;
            if (StrictMath.log(positive(chance))
                    < 0.5 * x * x + d - d * v + d * StrictMath.log(v)) {
                return d * v;
            }
        }
    }

    /// Standard normal by Box and Muller.
    private static double gaussian(SplittableRandom chance) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(positive(chance)));
        return radius * StrictMath.cos(2 * StrictMath.PI * chance.nextDouble());
    }

    /// Uniform in (0, 1].
    private static double positive(SplittableRandom chance) {
        return 1 - chance.nextDouble();
    }
}
