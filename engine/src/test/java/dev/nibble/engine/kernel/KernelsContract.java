package dev.nibble.engine.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.architecture.Activation;
import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.architecture.Pairing;
import dev.nibble.engine.architecture.Rotation;
import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.KvType;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.format.BlockFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every tier must compute. The oracle is a naive loop in float64 over the weights as stored;
 * bounds are relative to the sum of the absolute products, the size at which rounding happens.
 */
public abstract class KernelsContract {
  /** Half a unit in the last place of 1. */
  private static final double ROUNDING = 0x1p-24;

  /** The interpreter and the compiler add the lanes of a vector in different orders. */
  private static final float SUMMATION = 1e-6f;

  private static final int THREADS = 3;

  /** Tokens of a pass, however many more the tier allows. */
  private static final int FEW = 12;

  /** How long it may take until all that a pair of passes calls is compiled. */
  private static final Duration COMPILED = Duration.ofSeconds(20);

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
    for (int tokens : new int[] {1, 2, 3, 5, 7, 8, 13, 17, 35, 65}) {
      float[] x = TestTensors.activations(tokens * columns, random);
      float[] y = new float[tokens * rows];
      Arrays.fill(y, Float.NaN);
      kernels.matmul(matrix, x, tokens, y);
      assertProduct(TestTensors.floats(tensor), x, tokens, y, rows, columns);
    }
  }

  @Test
  void aLargeProductIsSharedAmongTheWorkers() {
    int rows = 2051;
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
    float[] x = TestTensors.activations(3 * columns, random);
    float[] y = new float[3 * rows];
    Arrays.fill(y, Float.NaN);
    Inputs inputs = new Inputs();
    inputs.set(x, 3, columns);
    Workspace workspace = new Workspace();
    PooledKernels pooled = (PooledKernels) kernels;
    int units = pooled.packingUnits(new Matrix[] {matrix}, inputs);
    for (int unit = 0; unit < units; unit++) {
      pooled.pack(inputs, unit, workspace);
    }
    matrix.multiply(inputs, y, 2, 9, workspace);
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
  @ValueSource(ints = {1, 7, 13, 16, 64, 100})
  void layerNormSubtractsTheMeanAndDividesByTheDeviation(int width) {
    int tokens = 3;
    float epsilon = 1e-5f;
    float[] x = TestTensors.activations(tokens * width, random);
    for (int i = 0; i < x.length; i++) {
      x[i] += 3;
    }
    float[] weight = TestTensors.activations(width, random);
    float[] bias = TestTensors.activations(width, random);
    float[] y = new float[x.length];
    kernels.layerNorm(x, tokens, weight, bias, epsilon, y);
    for (int t = 0; t < tokens; t++) {
      double mean = 0;
      for (int i = 0; i < width; i++) {
        mean += (double) x[t * width + i] / width;
      }
      double variance = 0;
      for (int i = 0; i < width; i++) {
        variance += Math.pow(x[t * width + i] - mean, 2) / width;
      }
      for (int i = 0; i < width; i++) {
        double normed = (x[t * width + i] - mean) / Math.sqrt(variance + epsilon);
        assertEquals(normed * weight[i] + bias[i], y[t * width + i], 1e-4);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "8, 4, NEIGHBOURS",
    "8, 2, NEIGHBOURS",
    "64, 32, NEIGHBOURS",
    "6, 3, NEIGHBOURS",
    "8, 4, HALVES",
    "8, 2, HALVES",
    "64, 32, HALVES",
    "6, 3, HALVES",
    "5, 1, HALVES"
  })
  void ropeTurnsEachPairByTheAngleOfItsToken(int headSize, int pairs, Pairing pairing) {
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
    float[] expected = x.clone();
    for (int t = 0; t < tokens; t++) {
      for (int head = 0; head < heads; head++) {
        int offset = (t * heads + head) * headSize;
        for (int i = 0; i < pairs; i++) {
          int first = offset + (pairing == Pairing.HALVES ? i : 2 * i);
          int second = pairing == Pairing.HALVES ? first + pairs : first + 1;
          double angle = angles[t * pairs + i];
          expected[first] = (float) (x[first] * Math.cos(angle) - x[second] * Math.sin(angle));
          expected[second] = (float) (x[first] * Math.sin(angle) + x[second] * Math.cos(angle));
        }
      }
    }

    kernels.rope(x, tokens, heads, headSize, new Rotation(pairing, cos, sin, pairs));

    for (int i = 0; i < x.length; i++) {
      assertEquals(expected[i], x[i], 4e-7, "channel " + i);
    }
  }

  @ParameterizedTest(
      name = "{0} heads on {1} of size {2}, {4} tokens behind {3}, window {5}, cap {6}")
  @CsvSource({
    "4, 4, 8, 0, 1, 2147483647, 0",
    "4, 4, 8, 0, 7, 2147483647, 0",
    "8, 2, 16, 5, 1, 2147483647, 0",
    "8, 2, 64, 31, 3, 2147483647, 0",
    "3, 1, 13, 12, 4, 2147483647, 0",
    "6, 3, 80, 16, 2, 2147483647, 0",
    "1, 1, 1, 3, 1, 2147483647, 0",
    "8, 4, 128, 600, 2, 2147483647, 0",
    "4, 2, 16, 0, 7, 1, 0",
    "4, 2, 16, 0, 7, 3, 0",
    "4, 2, 16, 40, 5, 8, 0",
    "8, 4, 64, 600, 2, 37, 0",
    "4, 2, 16, 20, 3, 2147483647, 2",
    "4, 2, 16, 20, 3, 9, 0.5",
    "4, 4, 64, 0, 17, 2147483647, 0",
    "4, 4, 16, 37, 50, 2147483647, 0",
    "6, 2, 64, 37, 130, 2147483647, 0",
    "8, 2, 80, 0, 50, 2147483647, 0",
    "8, 1, 13, 37, 130, 2147483647, 0",
    "10, 2, 12, 3, 17, 2147483647, 0",
    "1, 1, 1, 3, 17, 2147483647, 0",
    "8, 1, 32, 0, 130, 20, 0",
    "3, 1, 24, 37, 50, 1, 0",
    "6, 3, 40, 300, 50, 100, 0",
    "4, 1, 16, 37, 17, 9, 0.5",
    "4, 2, 16, 0, 130, 2147483647, 2"
  })
  void attentionWeighsTheValuesByTheSoftmaxOfTheScores(
      int heads, int kvHeads, int headSize, int position, int tokens, int window, float softCap) {
    float scale = (float) (1 / Math.sqrt(headSize));
    AttentionShape shape = new AttentionShape(heads, kvHeads, headSize, scale, softCap, window);
    int positions = position + tokens;
    float[] q = TestTensors.activations(tokens * shape.width(), random);
    float[] keys = TestTensors.activations(positions * shape.kvWidth(), random);
    float[] values = TestTensors.activations(positions * shape.kvWidth(), random);
    // One score stands far above the others: the exponential must not overflow.
    for (int i = 0; i < shape.kvWidth(); i++) {
      keys[i] *= 40;
    }
    try (ScatteredCache cache = new ScatteredCache(shape, KvType.F32, keys, values, position)) {
      float[] out = new float[q.length];
      Arrays.fill(out, Float.NaN);
      kernels.attention(shape, q, cache.batch(tokens), 0, out);
      for (int t = 0; t < tokens; t++) {
        for (int head = 0; head < heads; head++) {
          int at = t * shape.width() + head * headSize;
          double[] expected = attend(shape, head, q, at, keys, values, position + t);
          for (int i = 0; i < headSize; i++) {
            assertEquals(expected[i], out[at + i], 2e-5, "token " + t + ", head " + head);
          }
        }
      }
    }
  }

  @ParameterizedTest(name = "{0} tokens behind {1}, window {2}, cap {3}")
  @CsvSource({
    "2, 0, 2147483647, 0",
    "17, 37, 2147483647, 0",
    "50, 0, 7, 0",
    "130, 37, 64, 3",
  })
  void attentionOfManyTokensIsThatOfEach(int tokens, int position, int window, float softCap) {
    AttentionShape shape = new AttentionShape(6, 2, 48, 0.2f, softCap, window);
    int positions = position + tokens;
    int width = shape.width();
    float[] q = TestTensors.activations(tokens * width, random);
    float[] keys = TestTensors.activations(positions * shape.kvWidth(), random);
    float[] values = TestTensors.activations(positions * shape.kvWidth(), random);
    try (ScatteredCache cache = new ScatteredCache(shape, KvType.F32, keys, values, position)) {
      float[] out = new float[q.length];
      kernels.attention(shape, q, cache.batch(tokens), 0, out);
      float[] alone = new float[width];
      for (int t = 0; t < tokens; t++) {
        float[] query = Arrays.copyOfRange(q, t * width, (t + 1) * width);
        kernels.attention(shape, query, cache.batch(1), 0, alone);
        cache.table().commit(new int[1], 0, 1);
        float[] together = Arrays.copyOfRange(out, t * width, (t + 1) * width);
        assertArrayEquals(alone, together, 1e-5f, "token " + t);
      }
    }
  }

  @ParameterizedTest(name = "{0}, heads of {1}, {2} tokens behind {3}")
  @CsvSource({
    "F16, 96, 1, 70",
    "F16, 96, 50, 37",
    "F16, 24, 2, 9",
    "Q8_0, 96, 1, 70",
    "Q8_0, 96, 50, 37",
    "Q8_0, 16, 3, 20",
    "Q8_0, 48, 40, 20"
  })
  void attentionReadsKeysAndValuesAsTheyAreStored(
      KvType type, int headSize, int tokens, int position) {
    AttentionShape shape =
        new AttentionShape(6, 2, headSize, 0.1f, 0, AttentionShape.ALL_POSITIONS);
    int positions = position + tokens;
    float[] q = TestTensors.activations(tokens * shape.width(), random);
    float[] keys = TestTensors.activations(positions * shape.kvWidth(), random);
    float[] values = TestTensors.activations(positions * shape.kvWidth(), random);
    keys[5] = 3e-6f; // a subnormal half
    float[] stored = new float[q.length];
    float[] exact = new float[q.length];
    try (ScatteredCache cache = new ScatteredCache(shape, type, keys, values, position);
        ScatteredCache same =
            new ScatteredCache(
                shape, KvType.F32, rounded(keys, type), rounded(values, type), position)) {
      kernels.attention(shape, q, cache.batch(tokens), 0, stored);
      kernels.attention(shape, q, same.batch(tokens), 0, exact);
      assertArrayEquals(exact, stored, SUMMATION);
    }
  }

  private static float[] rounded(float[] x, KvType type) {
    float[] rounded = new float[x.length];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment blocks = arena.allocate(type.bytes(x.length));
      type.format().quantize(x, new float[0], blocks, 0);
      type.format().dequantize(blocks, 0, rounded, 0, x.length);
    }
    return rounded;
  }

  static Stream<TensorType> types() {
    return Arrays.stream(TensorType.values()).filter(type -> BlockFormat.of(type).isPresent());
  }

  @ParameterizedTest
  @MethodSource("types")
  void productsOfAFewTokensAreBitForBitThoseOfEach(TensorType type) {
    int columns = 512;
    Matrix[] matrices = new Matrix[2];
    float[][] together = new float[2][];
    float[][] alone = new float[2][];
    int few = FEW;
    for (int i = 0; i < 2; i++) {
      int rows = 29 + 16 * i;
      matrices[i] = kernels.matrix(TestTensors.random(type, rows, columns, random));
      few = Math.min(few, kernels.likeOne());
      together[i] = new float[few * rows];
      alone[i] = new float[rows];
    }
    float[] x = TestTensors.activations(few * columns, random);
    int tokens = few;
    assertEqualOnceCompiled(
        () -> {
          kernels.matmul(matrices, x, tokens, together);
          return concat(together[0], together[1]);
        },
        () -> {
          float[][] each = new float[2][0];
          for (int t = 0; t < tokens; t++) {
            kernels.matmul(
                matrices, Arrays.copyOfRange(x, t * columns, (t + 1) * columns), 1, alone);
            each[0] = concat(each[0], alone[0]);
            each[1] = concat(each[1], alone[1]);
          }
          return concat(each[0], each[1]);
        });
  }

  @ParameterizedTest
  @EnumSource(KvType.class)
  void attentionOfAFewTokensIsBitForBitThatOfEach(KvType type) {
    AttentionShape shape = new AttentionShape(6, 2, 96, 0.2f, 0, AttentionShape.ALL_POSITIONS);
    int tokens = Math.min(FEW, kernels.likeOne());
    int position = 137;
    int floats = (position + tokens) * shape.kvWidth();
    float[] q = TestTensors.activations(tokens * shape.width(), random);
    float[] keys = TestTensors.activations(floats, random);
    float[] values = TestTensors.activations(floats, random);
    float[] out = new float[q.length];
    float[] alone = new float[shape.width()];
    assertEqualOnceCompiled(
        () -> {
          try (ScatteredCache cache = new ScatteredCache(shape, type, keys, values, position)) {
            kernels.attention(shape, q, cache.batch(tokens), 0, out);
          }
          return out;
        },
        () -> {
          float[] each = new float[0];
          try (ScatteredCache cache = new ScatteredCache(shape, type, keys, values, position)) {
            for (int t = 0; t < tokens; t++) {
              int from = t * shape.width();
              float[] query = Arrays.copyOfRange(q, from, from + shape.width());
              kernels.attention(shape, query, cache.batch(1), 0, alone);
              cache.table().commit(new int[1], 0, 1);
              each = concat(each, alone);
            }
          }
          return each;
        });
  }

  @Test
  void otherOperationsOnAFewTokensAreBitForBitThoseOnEach() {
    int tokens = Math.min(FEW, kernels.likeOne());
    int width = 301;
    float[] y = TestTensors.activations(width, random);
    float[] weight = TestTensors.activations(width, random);
    Rotation rotation =
        new Rotation(Pairing.HALVES, new float[tokens * 150], new float[tokens * 150], 150);
    Arrays.fill(rotation.cos(), 0.6f);
    Arrays.fill(rotation.sin(), 0.8f);
    List<TokenOperation> operations =
        List.of(
            (x, count) -> kernels.rmsNorm(x, count, weight, 1e-5f, x),
            (x, count) -> kernels.layerNorm(x, count, weight, weight, 1e-5f, x),
            (x, count) -> kernels.rope(x, count, 1, width, rotation),
            (x, count) -> kernels.gate(Activation.SILU, x, repeated(y, count), count * width),
            (x, count) -> kernels.activate(Activation.GELU, x, count * width),
            (x, count) -> kernels.softCap(x, count * width, 0.5f),
            (x, count) -> kernels.scale(x, count * width, 3),
            (x, count) -> kernels.add(x, repeated(y, count), count * width));
    float[] before = TestTensors.activations(tokens * width, random);
    for (TokenOperation operation : operations) {
      assertEqualOnceCompiled(
          () -> {
            float[] x = before.clone();
            operation.apply(x, tokens);
            return x;
          },
          () -> {
            float[] each = new float[0];
            for (int t = 0; t < tokens; t++) {
              float[] x = Arrays.copyOfRange(before, t * width, (t + 1) * width);
              operation.apply(x, 1);
              each = concat(each, x);
            }
            return each;
          });
    }
  }

  @FunctionalInterface
  private interface TokenOperation {
    void apply(float[] x, int tokens);
  }

  private static void assertEqualOnceCompiled(Supplier<float[]> together, Supplier<float[]> each) {
    long end = System.nanoTime() + COMPILED.toNanos();
    while (!Arrays.equals(together.get(), each.get())) {
      if (System.nanoTime() > end) {
        assertArrayEquals(each.get(), together.get());
        return;
      }
    }
  }

  private static float[] repeated(float[] x, int times) {
    float[] all = new float[times * x.length];
    for (int i = 0; i < times; i++) {
      System.arraycopy(x, 0, all, i * x.length, x.length);
    }
    return all;
  }

  private static float[] concat(float[] first, float[] second) {
    float[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @Test
  void sequencesOfABatchDoNotMeet() {
    AttentionShape shape = new AttentionShape(6, 2, 32, 0.2f, 0, AttentionShape.ALL_POSITIONS);
    int[] tokens = {1, 40, 3, 1, 17};
    int[] positions = {70, 0, 5, 33, 20};
    Batch batch = new Batch();
    List<ScatteredCache> caches = new ArrayList<>();
    for (int i = 0; i < tokens.length; i++) {
      int floats = (positions[i] + tokens[i]) * shape.kvWidth();
      float[] keys = TestTensors.activations(floats, random);
      float[] values = TestTensors.activations(floats, random);
      caches.add(new ScatteredCache(shape, KvType.F32, keys, values, positions[i]));
      batch.add(caches.get(i).table(), new int[tokens[i]], 0, tokens[i]);
    }
    float[] q = TestTensors.activations(batch.tokens() * shape.width(), random);
    float[] together = new float[q.length];
    kernels.attention(shape, q, batch, 0, together);
    for (int i = 0; i < tokens.length; i++) {
      int from = batch.first(i) * shape.width();
      int to = from + tokens[i] * shape.width();
      float[] alone = new float[to - from];
      float[] queries = Arrays.copyOfRange(q, from, to);
      kernels.attention(shape, queries, caches.get(i).batch(tokens[i]), 0, alone);
      assertArrayEquals(alone, Arrays.copyOfRange(together, from, to), SUMMATION, "sequence " + i);
      caches.get(i).close();
    }
  }

  private static double[] attend(
      AttentionShape shape,
      int head,
      float[] q,
      int qOffset,
      float[] keys,
      float[] values,
      int position) {
    int kvOffset = shape.kvHead(head) * shape.headSize();
    int positions = position + 1;
    double[] scores = new double[positions];
    for (int p = 0; p < positions; p++) {
      for (int i = 0; i < shape.headSize(); i++) {
        scores[p] += (double) q[qOffset + i] * keys[p * shape.kvWidth() + kvOffset + i];
      }
      scores[p] *= shape.scale();
      if (shape.softCap() > 0) {
        scores[p] = shape.softCap() * Math.tanh(scores[p] / shape.softCap());
      }
      if (position - p >= shape.window()) {
        scores[p] = Double.NEGATIVE_INFINITY;
      }
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

  @ParameterizedTest
  @EnumSource(Activation.class)
  void activationsBendEvenFarFromZero(Activation activation) {
    float[] x = farFromZero();
    float[] bent = x.clone();
    kernels.activate(activation, bent, x.length - 1);
    for (int i = 0; i < x.length - 1; i++) {
      double expected = bend(activation, x[i]);
      assertEquals(expected, bent[i], bound(activation, expected), activation + " of " + x[i]);
    }
    assertEquals(x[99], bent[99], "an element past the count");
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void aGateIsBentAndMultiplied(Activation activation) {
    float[] gate = farFromZero();
    float[] up = TestTensors.activations(gate.length, random);
    float[] product = gate.clone();
    kernels.gate(activation, product, up, gate.length - 1);
    for (int i = 0; i < gate.length - 1; i++) {
      double expected = bend(activation, gate[i]) * up[i];
      double bound = bound(activation, bend(activation, gate[i])) * Math.abs(up[i]);
      assertEquals(expected, product[i], bound + 1e-36, "gate " + gate[i]);
    }
    assertEquals(gate[99], product[99], "an element past the count");
  }

  private float[] farFromZero() {
    float[] x = TestTensors.activations(100, random);
    for (int i = 0; i < x.length; i++) {
      x[i] *= i < 90 ? 3 : 200;
    }
    return x;
  }

  private static double bend(Activation activation, double x) {
    return switch (activation) {
      case SILU -> x / (1 + Math.exp(-x));
      case GELU -> {
        double u = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
        yield x / (1 + Math.exp(-2 * u));
      }
    };
  }

  /** The GELU rounds its argument to halves, which are 2^-8 apart below 10. */
  private static double bound(Activation activation, double bent) {
    return switch (activation) {
      case SILU -> 1e-6 * Math.abs(bent) + 1e-36;
      case GELU -> 1.1 * 0x1p-10 * Math.abs(bent) + 0x1p-10;
    };
  }

  @Test
  void theGeluIsThatOfHalves() {
    float[] x = new float[0x10000];
    for (int i = 0; i < x.length; i++) {
      float half = Float.float16ToFloat((short) i);
      x[i] = Float.isFinite(half) ? half : 0;
    }
    float[] bent = x.clone();
    kernels.activate(Activation.GELU, bent, x.length);
    for (int i = 0; i < x.length; i++) {
      boolean near = Math.abs(x[i]) < 10;
      double expected = near ? bend(Activation.GELU, x[i]) : Math.max(x[i], 0);
      double bound = Math.max(0x1.01p-11 * Math.abs(expected), 0x1.01p-25);
      assertEquals(expected, bent[i], bound, "gelu of " + x[i]);
      if (near) {
        float half = Float.float16ToFloat(Float.floatToFloat16(bent[i]));
        assertEquals(half, bent[i], "the result for " + x[i] + " is no half");
      }
    }
  }

  @Test
  void theGeluRoundsItsArgumentToAHalf() {
    float[] some = {1.0004f, 1.0005f, -0.3333f, 3e-5f, -2e-8f, 9.97f, -9.97f};
    float[] x = new float[40];
    float[] rounded = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = some[i % some.length];
      rounded[i] = Float.float16ToFloat(Float.floatToFloat16(x[i]));
    }
    kernels.activate(Activation.GELU, x, x.length);
    kernels.activate(Activation.GELU, rounded, x.length);
    assertArrayEquals(rounded, x);
  }

  @Test
  void softCapsBoundNumbersOfAnySize() {
    float[] x = farFromZero();
    float cap = 5;
    float[] capped = x.clone();
    kernels.softCap(capped, x.length - 1, cap);
    for (int i = 0; i < x.length - 1; i++) {
      double expected = cap * Math.tanh(x[i] / (double) cap);
      assertEquals(expected, capped[i], 1e-6 * Math.abs(expected), "cap of " + x[i]);
    }
    assertEquals(x[99], capped[99], "an element past the count");
  }

  @Test
  void scalesAndBiasesReachAsManyElementsAsTheyAreTold() {
    float[] x = TestTensors.activations(37, random);
    float[] scaled = x.clone();
    kernels.scale(scaled, 36, 3);
    float[] bias = TestTensors.activations(18, random);
    float[] biased = x.clone();
    kernels.addBias(biased, 2, bias);
    for (int i = 0; i < 36; i++) {
      assertEquals(x[i] * 3, scaled[i]);
      assertEquals(x[i] + bias[i % 18], biased[i]);
    }
    assertEquals(x[36], scaled[36], "an element past the count");
    assertEquals(x[36], biased[36], "an element past the tokens");
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
  void workersThatShareABatchComputeWhatOneDoes() {
    int tokens = 37;
    int heads = 3;
    int headSize = 301;
    int width = heads * headSize;
    float[] x = TestTensors.activations(tokens * width, random);
    float[] y = TestTensors.activations(tokens * width, random);
    float[] weight = TestTensors.activations(width, random);
    float[] bias = TestTensors.activations(width, random);
    Rotation rotation = new Rotation(Pairing.HALVES, x.clone(), y.clone(), headSize / 2);
    List<BiConsumer<Kernels, float[]>> operations =
        List.of(
            (k, z) -> k.rmsNorm(z, tokens, weight, 1e-5f, z),
            (k, z) -> k.layerNorm(z, tokens, weight, bias, 1e-5f, z),
            (k, z) -> k.addBias(z, tokens, bias),
            (k, z) -> k.rope(z, tokens, heads, headSize, rotation),
            (k, z) -> k.gate(Activation.SILU, z, y, z.length),
            (k, z) -> k.activate(Activation.GELU, z, z.length),
            (k, z) -> k.softCap(z, z.length, 0.5f),
            (k, z) -> k.scale(z, z.length, 3),
            (k, z) -> k.add(z, y, z.length));
    try (Kernels single = start(1)) {
      for (int i = 0; i < operations.size(); i++) {
        float[] shared = x.clone();
        float[] alone = x.clone();
        operations.get(i).accept(kernels, shared);
        operations.get(i).accept(single, alone);
        assertArrayEquals(alone, shared, 2e-6f, "operation " + i);
        assertFalse(Arrays.equals(x, shared), "operation " + i + " did nothing");
      }
    }
  }

  @Test
  void rowsComeBackAsTheyAreStored() {
    for (TensorType type : TensorType.values()) {
      if (BlockFormat.of(type).isPresent()) {
        Tensor tensor = TestTensors.random(type, 3, 256, random);
        float[] row = new float[262];
        new WeightRows(tensor).read(2, row, 5);
        float[] expected = Arrays.copyOfRange(TestTensors.floats(tensor), 512, 768);
        assertTrue(Arrays.equals(expected, 0, 256, row, 5, 261), () -> "row 2 of " + tensor.name());
      }
    }
  }
}
