package dev.nibble.engine.kernel.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nibble.engine.kernel.Matrix;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every binary16 there is, in a row of its own: subnormals, infinities and NaN too. */
final class F16MatrixTest {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private static final int NUMBERS = 1 << 16;
  private static final int COLUMNS = 32;

  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void everyBinary16IsMultipliedExactly(int tokens) {
    MemorySegment data = Arena.ofAuto().allocate(2L * COLUMNS * NUMBERS);
    for (int i = 0; i < COLUMNS * NUMBERS; i++) {
      data.set(SHORT, 2L * i, (short) (i / COLUMNS));
    }
    List<Long> shape = List.of((long) COLUMNS, (long) NUMBERS);
    float[] x = new float[tokens * COLUMNS];
    Arrays.fill(x, 1f / COLUMNS);
    float[] y = new float[tokens * NUMBERS];

    try (VectorKernels kernels = new VectorKernels(1)) {
      Matrix matrix = kernels.matrix(new Tensor("all", TensorType.F16, shape, data, 0));
      kernels.matmul(matrix, x, tokens, y);
    }

    for (int i = 0; i < y.length; i++) {
      int bits = i % NUMBERS;
      assertEquals(0 + Float.float16ToFloat((short) bits), y[i], "0x%04x".formatted(bits));
    }
  }
}
