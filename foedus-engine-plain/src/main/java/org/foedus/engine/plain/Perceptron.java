package org.foedus.engine.plain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.foedus.engine.Examples;
import org.foedus.protocol.model.Architecture;

/// Forward and backward passes of a multilayer perceptron: linear layers with ReLU between, softmax
/// cross-entropy at the end. Its layers are the weight (outputs × inputs) and bias tensors of an
/// architecture, alternating.
final class Perceptron {
    private record Layer(int inputs, int outputs, int weight, int bias) {}

    private final List<Layer> layers = new ArrayList<>();
    private final int parameters;

    /// `activations[l]` is what goes into layer l, one row an example; the last is the logits.
    private final List<float[]> activations = new ArrayList<>();

    private float[] upstream = new float[0];
    private float[] downstream = new float[0];

    Perceptron(Architecture architecture) {
        var tensors = architecture.tensors();
        for (int i = 0; i < tensors.size(); i += 2) {
            var weight = tensors.get(i);
            layers.add(
                    new Layer(
                            Math.toIntExact(weight.shape().get(1)),
                            Math.toIntExact(weight.shape().getFirst()),
                            Math.toIntExact(weight.offset()),
                            Math.toIntExact(tensors.get(i + 1).offset())));
        }
        this.parameters = Math.toIntExact(architecture.parameters());
    }

    int parameters() {
        return parameters;
    }

    /// What a batch gave.
    ///
    /// @param loss mean cross-entropy, in nats
    /// @param correct examples whose largest logit is their label's (the first of equals counts)
    record Outcome(double loss, int correct) {}

    /// A forward pass.
    Outcome evaluate(float[] weights, Examples batch) {
        forward(weights, batch);
        return softmax(batch.labels());
    }

    /// A forward and a backward pass; `gradient` becomes that of the mean loss.
    Outcome gradient(float[] weights, Examples batch, float[] gradient) {
        forward(weights, batch);
        var outcome = softmax(batch.labels());
        Arrays.fill(gradient, 0f);
        int rows = batch.size();
        int widest = layers.stream().mapToInt(Layer::inputs).max().orElseThrow();
        upstream = grown(upstream, rows * Math.max(widest, layers.getLast().outputs()));
        downstream = grown(downstream, upstream.length);
        var errors = activations.getLast();
        for (int i = 0; i < rows * layers.getLast().outputs(); i++) {
            upstream[i] = errors[i] / rows;
        }
        for (int l = layers.size() - 1; l >= 0; l--) {
            backward(l, rows, weights, gradient);
        }
        return outcome;
    }

    private void forward(float[] weights, Examples batch) {
        activations.clear();
        activations.add(batch.features());
        for (int l = 0; l < layers.size(); l++) {
            var layer = layers.get(l);
            var in = activations.get(l);
            var out = new float[batch.size() * layer.outputs()];
            boolean hidden = l + 1 < layers.size();
            for (int row = 0; row < batch.size(); row++) {
                for (int o = 0; o < layer.outputs(); o++) {
                    int from = layer.weight() + o * layer.inputs();
                    float sum =
                            weights[layer.bias() + o]
                                    + dot(weights, from, in, row * layer.inputs(), layer.inputs());
                    out[row * layer.outputs() + o] = hidden ? Math.max(sum, 0f) : sum;
                }
            }
            activations.add(out);
        }
    }

    /// Turns the logits into `softmax - one-hot`, in place.
    private Outcome softmax(int[] labels) {
        int classes = layers.getLast().outputs();
        var logits = activations.getLast();
        double loss = 0;
        int correct = 0;
        for (int row = 0; row < labels.length; row++) {
            int at = row * classes;
            int largest = at;
            for (int i = at + 1; i < at + classes; i++) {
                largest = logits[i] > logits[largest] ? i : largest;
            }
            correct += largest - at == labels[row] ? 1 : 0;
            double top = logits[largest];
            double sum = 0;
            for (int i = at; i < at + classes; i++) {
                sum += StrictMath.exp(logits[i] - top);
            }
            loss += StrictMath.log(sum) + top - logits[at + labels[row]];
            for (int i = at; i < at + classes; i++) {
                logits[i] = (float) (StrictMath.exp(logits[i] - top) / sum);
            }
            logits[at + labels[row]] -= 1f;
        }
        return new Outcome(labels.length == 0 ? Double.NaN : loss / labels.length, correct);
    }

    /// Takes `upstream` (∂loss/∂outputs), adds to the gradient, leaves ∂loss/∂inputs in `upstream`.
    private void backward(int l, int rows, float[] weights, float[] gradient) {
        var layer = layers.get(l);
        var in = activations.get(l);
        int inputs = layer.inputs();
        Arrays.fill(downstream, 0, rows * inputs, 0f);
        for (int row = 0; row < rows; row++) {
            for (int o = 0; o < layer.outputs(); o++) {
                float error = upstream[row * layer.outputs() + o];
                if (error == 0f) {
                    continue;
                }
                int from = layer.weight() + o * inputs;
                gradient[layer.bias() + o] += error;
                addScaled(gradient, from, in, row * inputs, inputs, error);
                if (l > 0) {
                    addScaled(downstream, row * inputs, weights, from, inputs, error);
                }
            }
        }
        if (l > 0) {
            for (int i = 0; i < rows * inputs; i++) {
                downstream[i] = in[i] > 0f ? downstream[i] : 0f;
            }
        }
        var swapped = upstream;
        upstream = downstream;
        downstream = swapped;
    }

    /// Eight running sums, added at the end in a fixed tree.
    private static float dot(float[] a, int aFrom, float[] b, int bFrom, int length) {
        float s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            int x = aFrom + i;
            int y = bFrom + i;
            s0 += a[x] * b[y];
            s1 += a[x + 1] * b[y + 1];
            s2 += a[x + 2] * b[y + 2];
            s3 += a[x + 3] * b[y + 3];
            s4 += a[x + 4] * b[y + 4];
            s5 += a[x + 5] * b[y + 5];
            s6 += a[x + 6] * b[y + 6];
            s7 += a[x + 7] * b[y + 7];
        }
        float sum = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
        for (; i < length; i++) {
            sum += a[aFrom + i] * b[bFrom + i];
        }
        return sum;
    }

    private static void addScaled(
            float[] sum, int sumFrom, float[] x, int xFrom, int length, float factor) {
        for (int i = 0; i < length; i++) {
            sum[sumFrom + i] += factor * x[xFrom + i];
        }
    }

    private static float[] grown(float[] array, int length) {
        return array.length >= length ? array : new float[length];
    }
}
