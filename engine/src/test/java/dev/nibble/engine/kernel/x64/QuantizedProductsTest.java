package dev.nibble.engine.kernel.x64;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.kernel.Matrix;
import dev.nibble.engine.kernel.TestTensors;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole products with activations of eight bits, shared among workers. */
final class QuantizedProductsTest {
  private static final int COLUMNS = 512;
  private static final int THREADS = 3;

  private final RandomGenerator random = new SplittableRandom(11);
  private AssembledKernels kernels;

  @BeforeEach
  void start() {
    kernels = new AssembledKernels(CodeHere.require(), THREADS, true, false);
  }

  @AfterEach
  void close() {
    if (kernels != null) {
      kernels.close();
    }
  }

  private static float[] expected(Tensor tensor, float[] x, int tokens) {
    ReferenceProduct reference =
        ReferenceProduct.of(WeightForm.of(tensor.type()).orElseThrow(), COLUMNS);
    int rows = (int) tensor.rows();
    float[] y = new float[tokens * rows];
    for (int t = 0; t < tokens; t++) {
      reference.multiply(tensor.data(), rows, x, t * COLUMNS, y, t * rows);
    }
    return y;
  }

  @ParameterizedTest
  @EnumSource(
      value = TensorType.class,
      names = {
        "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL", "F16", "BF16"
      })
  void workersComputeTheScalarModelToTheBit(TensorType type) {
    for (int rows : new int[] {1, 31, 32, 33, 700}) {
      Tensor tensor = TestTensors.random(type, rows, COLUMNS, random);
      Matrix matrix = kernels.matrix(tensor);
      for (int tokens : new int[] {1, 2, 4, 5, 6, 12, 13, 40}) {
        float[] x = TestTensors.activations(tokens * COLUMNS, random);
        float[] y = new float[tokens * rows];
        Arrays.fill(y, Float.NaN);
        kernels.matmul(matrix, x, tokens, y);
        assertArrayEquals(expected(tensor, x, tokens), y, rows + " rows, " + tokens + " tokens");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = TensorType.class,
      names = {"Q8_0", "F16"})
  void aPromptThatNoCacheKeepsPassesInBlocksOfTokensAndOfRows(TensorType type) {
    int tokens = 1100;
    int rows = 300;
    Tensor tensor = TestTensors.random(type, rows, COLUMNS, random);
    float[] x = TestTensors.activations(tokens * COLUMNS, random);
    float[] y = new float[tokens * rows];
    Arrays.fill(y, Float.NaN);
    kernels.matmul(kernels.matrix(tensor), x, tokens, y);
    assertArrayEquals(expected(tensor, x, tokens), y);
  }

  @Test
  void matricesOfAllKindsShareTheActivationsOfAPass() {
    List<TensorType> types =
        List.of(TensorType.Q4_K, TensorType.F16, TensorType.F32, TensorType.Q6_K, TensorType.Q2_K);
    List<Tensor> tensors =
        types.stream().map(type -> TestTensors.random(type, 45, COLUMNS, random)).toList();
    Matrix[] matrices = tensors.stream().map(kernels::matrix).toArray(Matrix[]::new);
    for (int tokens : new int[] {1, 30}) {
      float[] x = TestTensors.activations(tokens * COLUMNS, random);
      float[][] together = new float[types.size()][tokens * 45];
      kernels.matmul(matrices, x, tokens, together);
      for (int i = 0; i < types.size(); i++) {
        float[] alone = new float[tokens * 45];
        kernels.matmul(matrices[i], x, tokens, alone);
        assertArrayEquals(alone, together[i], types.get(i) + " of " + tokens + " tokens");
      }
    }
  }

  @Test
  void aTokensSumsDoNotDependOnTheTokensBesideIt() {
    int tokens = 23;
    int rows = 70;
    Matrix matrix = kernels.matrix(TestTensors.random(TensorType.Q5_K, rows, COLUMNS, random));
    float[] x = TestTensors.activations(tokens * COLUMNS, random);
    float[] together = new float[tokens * rows];
    kernels.matmul(matrix, x, tokens, together);
    for (int t = 0; t < tokens; t++) {
      float[] alone = new float[rows];
      kernels.matmul(matrix, Arrays.copyOfRange(x, t * COLUMNS, (t + 1) * COLUMNS), 1, alone);
      assertArrayEquals(alone, Arrays.copyOfRange(together, t * rows, (t + 1) * rows));
    }
  }

  @Test
  void whatIsNoNumberStaysNone() {
    Matrix matrix = kernels.matrix(TestTensors.random(TensorType.Q8_0, 4, COLUMNS, random));
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      float[] x = TestTensors.activations(COLUMNS, random);
      x[40] = bad;
      float[] y = new float[4];
      kernels.matmul(matrix, x, 1, y);
      for (float sum : y) {
        assertTrue(!Float.isFinite(sum), bad + " became " + sum);
      }
    }
  }

  @Test
  void zerosGiveZero() {
    Matrix matrix = kernels.matrix(TestTensors.random(TensorType.Q4_1, 3, COLUMNS, random));
    float[] y = {1, 1, 1};
    kernels.matmul(matrix, new float[COLUMNS], 1, y);
    for (float sum : y) {
      assertEquals(0, sum);
    }
  }
}
