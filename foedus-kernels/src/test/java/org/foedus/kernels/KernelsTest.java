package org.foedus.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bits, not tolerances: each loop against one line of arithmetic per element.
final class KernelsTest {
    private static final float[] ODD = {
        0f,
        -0f,
        1f,
        -1f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        0x1.fffffep-127f,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        0.1f
    };

    private static MemorySegment floats(float... values) {
        // one byte before them, so that nothing is aligned
        var bytes = MemorySegment.ofArray(new byte[values.length * Float.BYTES + 1]).asSlice(1);
        for (int i = 0; i < values.length; i++) {
            bytes.setAtIndex(Fp32.LAYOUT, i, values[i]);
        }
        return bytes;
    }

    private static float[] numbers(int count, long seed) {
        var random = new Random(seed);
        var numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] =
                    random.nextInt(4) == 0
                            ? ODD[random.nextInt(ODD.length)]
                            : (float) random.nextGaussian();
        }
        return numbers;
    }

    private static int bits(float value) {
        return Float.floatToIntBits(value);
    }

    private static long bits(double value) {
        return Double.doubleToLongBits(value);
    }

    @Test
    void floatsAreLittleEndian() {
        assertThat(floats(1f).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE))
                .containsExactly(0, 0, 0x80, 0x3f);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 13, 207, 4098})
    void aWeightedSumAddsEachElementByOneFusedStep(int count) {
        var update = numbers(count + 5, 1);
        var sum = new double[count + 2];
        var expected = new double[count + 2];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = i * 0.1;
            expected[i] = i < count ? Math.fma(0.3, (double) update[i + 5], i * 0.1) : i * 0.1;
        }
        WeightedSum.add(sum, floats(update), 5, count, 0.3);
        for (int i = 0; i < sum.length; i++) {
            assertThat(bits(sum[i])).as("element " + i).isEqualTo(bits(expected[i]));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 13, 207, 4098})
    void momentumIsRoundedOnceAndIsTheNextStep(int count) {
        var before = numbers(count, 2);
        var sum = new double[count];
        var expected = new float[count];
        for (int i = 0; i < count; i++) {
            sum[i] = i * 1e-3;
            expected[i] = (float) Math.fma(0.9, (double) before[i], i * 1e-3);
        }
        var after = floats(new float[count]);
        OptimizerStep.momentum(sum, count, Optional.of(floats(before)), after, 0, 0.9);
        for (int i = 0; i < count; i++) {
            assertThat(bits(after.getAtIndex(Fp32.LAYOUT, i))).isEqualTo(bits(expected[i]));
            assertThat(bits(sum[i])).isEqualTo(bits((double) expected[i]));
        }
    }

    @Test
    void theFirstMomentumIsTheUpdate() {
        var sum = new double[] {0.1, -2};
        var after = floats(9, 9, 9);
        OptimizerStep.momentum(sum, 2, Optional.empty(), after, 1, 0.9);
        assertThat(after.getAtIndex(Fp32.LAYOUT, 0)).isEqualTo(9);
        assertThat(after.getAtIndex(Fp32.LAYOUT, 1)).isEqualTo(0.1f);
        assertThat(after.getAtIndex(Fp32.LAYOUT, 2)).isEqualTo(-2f);
        assertThat(sum).containsExactly(0.1f, -2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 13, 207, 4098})
    void aStepIsAppliedByOneFusedStepAndRoundedOnce(int count) {
        var before = numbers(count, 3);
        var step = new double[count];
        for (int i = 0; i < count; i++) {
            step[i] = i * -1e-3;
        }
        var after = floats(new float[count]);
        OptimizerStep.apply(step, count, floats(before), after, 0, 0.7);
        for (int i = 0; i < count; i++) {
            assertThat(bits(after.getAtIndex(Fp32.LAYOUT, i)))
                    .isEqualTo(bits((float) Math.fma(0.7, step[i], (double) before[i])));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 13, 207, 4098})
    void aDifferenceMayBeWrittenOverItsSource(int count) {
        var after = numbers(count, 4);
        var before = numbers(count, 5);
        var inPlace = floats(after);
        Difference.of(inPlace, floats(before), inPlace);
        for (int i = 0; i < count; i++) {
            assertThat(bits(inPlace.getAtIndex(Fp32.LAYOUT, i)))
                    .isEqualTo(bits(after[i] - before[i]));
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void theFirstNumberThatIsNoneIsFoundWhereverItIs(float none) {
        for (int count : new int[] {1, 7, 8, 9, 13, 207, 4098}) {
            for (int at : new int[] {0, count / 2, count - 1}) {
                var numbers = new float[count];
                numbers[at] = none;
                numbers[count - 1] = none;
                assertThat(Finite.firstNonFinite(floats(numbers))).isEqualTo(at);
            }
        }
    }

    @Test
    void largeSmallAndNoNumbersAreFinite() {
        assertThat(Finite.firstNonFinite(floats())).isEqualTo(-1);
        assertThat(
                        Finite.firstNonFinite(
                                floats(-0f, Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE)))
                .isEqualTo(-1);
    }
}
