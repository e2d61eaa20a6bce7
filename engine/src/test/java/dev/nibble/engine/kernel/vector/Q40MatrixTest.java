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

/** Every binary16 there is as a scale, in a row of its own: subnormals, infinities and NaN too. */
final class Q40MatrixTest {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private static final int SCALES = 1 << 16;
  private static final int BLOCKS = 4;
  private static final int BLOCK_BYTES = 18;

  /** Both codes of it stand for 1. */
  private static final byte ONES = (byte) 0x99;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void everyScaleIsMultipliedExactlyInEachBlock(int block) {
    int columns = BLOCKS * 32;
    long rowBytes = BLOCKS * (long) BLOCK_BYTES;
    MemorySegment data = Arena.ofAuto().allocate(rowBytes * SCALES);
    data.fill(ONES);
    for (int row = 0; row < SCALES; row++) {
      for (int i = 0; i < BLOCKS; i++) {
        int scale = i == block ? row : 0;
        data.set(SHORT, row * rowBytes + i * (long) BLOCK_BYTES, (short) scale);
      }
    }
    float[] x = new float[columns];
    Arrays.fill(x, 1f / 32);
    float[] y = new float[SCALES];

    try (VectorKernels kernels = new VectorKernels(1)) {
      List<Long> shape = List.of((long) columns, (long) SCALES);
      Matrix matrix = kernels.matrix(new Tensor("all", TensorType.Q4_0, shape, data, 0));
      kernels.matmul(matrix, x, 1, y);
    }

    for (int row = 0; row < SCALES; row++) {
      assertEquals(0 + Float.float16ToFloat((short) row), 0 + y[row], "0x%04x".formatted(row));
    }
  }
}
