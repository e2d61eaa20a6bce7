package dev.nibble.engine.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.cache.KvCache;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.format.BlockFormat;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every tier must compute. The oracle is a naive loop in float64 over the weights as stored;
 * bounds are relative to the sum of the absolute products, the size at which rounding happens.
 */
public abstract class KernelsContract {
  /** Half a unit in the last place of 1. */
  private static final double ROUNDING = 0x1p-24;

  private static final int THREADS = 3;

  private final RandomGenerator random = new SplittableRandom(7);
  private Kernels kernels;

  /** Starts the tier under test. */
  protected abstract Kernels start(int threads);

  @BeforeEach
  void startKernels() {
    kernels = start(THREADS);
  }

  @AfterEach
  void closeKernels() {
    kernels.close();
  }

  static Stream<Arguments> matrices() {
    return Arrays.stream(TensorType.values())
        .filter(type -> BlockFormat.of(type).isPresent())
        .flatMap(type ->
            Stream.of(1, 7, 13, 31, 32, 33, 64, 96, 172, 256, 512)
                .filter(columns -> columns % type.blockSize() == 0)
                .flatMap(columns ->
                    Stream.of(1, 3, 4, 5, 7, 13, 33)
                        .map(rows -> Arguments.of(type, rows, columns))));
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void theMatrixProductIsThatOfTheStoredWeights(TensorType type, int rows, int columns) {
    Tensor tensor = TestTensors.random(type, rows, columns, random);
    Matrix matrix = kernels.matrix(tensor);
    for (int tokens : new int[] {1, 2, 3, 4, 5, 7, 13}) {
      float[] x = TestTensors.activations(tokens * columns, random);
      float[] y = new float[tokens * rows];
      Arrays.fill(y, Float.NaN);
      kernels.matmul(matrix, x, tokens, y);
      assertProduct(TestTensors.floats(tensor), x, tokens, y, rows, columns);
    }
  }

  @Test
  void aLargeProductIsSharedAmongTheWorkers() {
    int rows = 515;
    int columns = 512;
    Tensor tensor = TestTensors.random(TensorType.F16, rows, columns, random);
    Matrix matrix = kernels.matrix(tensor);
    for (int tokens : new int[] {1, 6}) {
      float[] x = TestTensors.activations(tokens * columns, random);
      float[] y = new float[tokens * rows];
      Arrays.fill(y, Float.NaN);
      kernels.matmul(matrix, x, tokens, y);
      assertProduct(TestTensors.floats(tensor), x, tokens, y, rows, columns);
    }
  }

  @Test
  void aPartOfTheRowsLeavesTheOthersAlone() {
    int rows = 11;
    int columns = 64;
    Matrix matrix = kernels.matrix(TestTensors.random(TensorType.Q8_0, rows, columns, random));
    float[] x = TestTensors.activations(5 * columns, random);
    float[] y = new float[5 * rows];
    Arrays.fill(y, Float.NaN);
    matrix.multiply(x, 5, y, 2, 9, new Workspace());
    for (int i = 0; i < y.length; i++) {
      int row = i % rows;
      assertEquals(row < 2 || row >= 9, Float.isNaN(y[i]), "row " + row);
    }
  }

  private static void assertProduct(
      float[] w, float[] x, int tokens, float[] y, int rows, int columns) {
    for (int t = 0; t < tokens; t++) {
      for (int n = 0; n < rows; n++) {
        double sum = 0;
        double size = 0;
        for (int k = 0; k < columns; k++) {
          double product = (double) w[n * columns + k] * x[t * columns + k];
          sum += product;
          size += Math.abs(product);
        }
        // A block format's offset is subtracted behind the sum, which may be a few times larger.
        double bound = ROUNDING * (columns + 16) * 4 * size + Float.MIN_NORMAL;
        assertEquals(sum, y[t * rows + n], bound, "token " + t + ", row " + n);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 13, 16, 64, 100})
  void rmsNormDividesByTheRootMeanSquare(int width) {
    int tokens = 3;
    float epsilon = 1e-5f;
    float[] x = TestTensors.activations(tokens * width, random);
    float[] weight = TestTensors.activations(width, random);
    float[] y = new float[x.length];
    kernels.rmsNorm(x, tokens, weight, epsilon, y);
    for (int t = 0; t < tokens; t++) {
      double squares = 0;
      for (int i = 0; i < width; i++) {
        squares += (double) x[t * width + i] * x[t * width + i];
      }
      double root = Math.sqrt(squares / width + epsilon);
      for (int i = 0; i < width; i++) {
        double expected = x[t * width + i] / root * weight[i];
        assertEquals(expected, y[t * width + i], ROUNDING * (width + 8) * Math.abs(expected));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"8, 4", "8, 2", "64, 32", "6, 3"})
  void ropeTurnsEachPairByTheAngleOfItsToken(int headSize, int pairs) {
    int tokens = 3;
    int heads = 2;
    float[] angles = TestTensors.activations(tokens * pairs, random);
    float[] cos = new float[angles.length];
    float[] sin = new float[angles.length];
    for (int i = 0; i < angles.length; i++) {
      cos[i] = (float) Math.cos(angles[i]);
      sin[i] = (float) Math.sin(angles[i]);
    }
    float[] x = TestTensors.activations(tokens * heads * headSize, random);
    float[] rotated = x.clone();
    kernels.rope(rotated, tokens, heads, headSize, new Rotation(cos, sin, pairs));
    for (int t = 0; t < tokens; t++) {
      for (int head = 0; head < heads; head++) {
        int offset = (t * heads + head) * headSize;
        for (int i = 0; i < headSize / 2; i++) {
          int at = offset + 2 * i;
          double angle = i < pairs ? angles[t * pairs + i] : 0;
          double even = x[at] * Math.cos(angle) - x[at + 1] * Math.sin(angle);
          double odd = x[at] * Math.sin(angle) + x[at + 1] * Math.cos(angle);
          assertEquals(even, rotated[at], 4e-7);
          assertEquals(odd, rotated[at + 1], 4e-7);
        }
      }
    }
  }

  @ParameterizedTest(name = "{0} heads on {1} of size {2}, {4} tokens behind {3}")
  @CsvSource({
    "4, 4, 8, 0, 1",
    "4, 4, 8, 0, 7",
    "8, 2, 16, 5, 1",
    "8, 2, 64, 31, 3",
    "3, 1, 13, 12, 4",
    "6, 3, 80, 16, 2",
    "1, 1, 1, 3, 1",
    "8, 4, 128, 600, 2"
  })
  void attentionWeighsTheValuesByTheSoftmaxOfTheScores(
      int heads, int kvHeads, int headSize, int position, int tokens) {
    float scale = (float) (1 / Math.sqrt(headSize));
    AttentionShape shape = new AttentionShape(heads, kvHeads, headSize, scale);
    int positions = position + tokens;
    float[] q = TestTensors.activations(tokens * shape.width(), random);
    float[] keys = TestTensors.activations(positions * shape.kvWidth(), random);
    float[] values = TestTensors.activations(positions * shape.kvWidth(), random);
    // One score stands far above the others: the exponential must not overflow.
    for (int i = 0; i < shape.kvWidth(); i++) {
      keys[i] *= 40;
    }
    try (KvCache cache = new ShortRunCache(positions, shape.kvWidth(), keys, values)) {
      float[] out = new float[q.length];
      Arrays.fill(out, Float.NaN);
      kernels.attention(shape, q, tokens, cache, 0, position, out);
      for (int t = 0; t < tokens; t++) {
        for (int head = 0; head < heads; head++) {
          int at = t * shape.width() + head * headSize;
          double[] expected = attend(shape, head, q, at, keys, values, position + t + 1);
          for (int i = 0; i < headSize; i++) {
            assertEquals(expected[i], out[at + i], 2e-5, "token " + t + ", head " + head);
          }
        }
      }
    }
  }

  private static double[] attend(
      AttentionShape shape,
      int head,
      float[] q,
      int qOffset,
      float[] keys,
      float[] values,
      int positions) {
    int kvOffset = shape.kvHead(head) * shape.headSize();
    double[] scores = new double[positions];
    for (int p = 0; p < positions; p++) {
      for (int i = 0; i < shape.headSize(); i++) {
        scores[p] += (double) q[qOffset + i] * keys[p * shape.kvWidth() + kvOffset + i];
      }
      scores[p] *= shape.scale();
    }
    double max = Arrays.stream(scores).max().orElseThrow();
    double sum = Arrays.stream(scores).map(score -> Math.exp(score - max)).sum();
    double[] out = new double[shape.headSize()];
    for (int p = 0; p < positions; p++) {
      double probability = Math.exp(scores[p] - max) / sum;
      for (int i = 0; i < out.length; i++) {
        out[i] += probability * values[p * shape.kvWidth() + kvOffset + i];
      }
    }
    return out;
  }

  @Test
  void swiGluGatesWithTheSigmoidEvenFarFromZero() {
    float[] gate = TestTensors.activations(100, random);
    for (int i = 0; i < gate.length; i++) {
      gate[i] *= i < 90 ? 10 : 200;
    }
    float[] up = TestTensors.activations(gate.length, random);
    float[] product = gate.clone();
    kernels.swiGlu(product, up, gate.length - 1);
    for (int i = 0; i < gate.length - 1; i++) {
      double expected = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
      assertEquals(expected, product[i], 1e-6 * Math.abs(expected) + 1e-36, "silu of " + gate[i]);
    }
    assertEquals(gate[99], product[99], "an element past the count");
  }

  @Test
  void addAddsAsManyElementsAsItIsTold() {
    float[] x = TestTensors.activations(37, random);
    float[] delta = TestTensors.activations(37, random);
    float[] sum = x.clone();
    kernels.add(sum, delta, 36);
    for (int i = 0; i < 36; i++) {
      assertEquals(x[i] + delta[i], sum[i]);
    }
    assertEquals(x[36], sum[36], "an element past the count");
  }

  @Test
  void rowsComeBackAsTheyAreStored() {
    for (TensorType type : TensorType.values()) {
      if (BlockFormat.of(type).isPresent()) {
        Tensor tensor = TestTensors.random(type, 3, 256, random);
        float[] row = new float[262];
        kernels.matrix(tensor).row(2, row, 5);
        float[] expected = Arrays.copyOfRange(TestTensors.floats(tensor), 512, 768);
        assertTrue(Arrays.equals(expected, 0, 256, row, 5, 261), () -> "row 2 of " + tensor.name());
      }
    }
  }
}
