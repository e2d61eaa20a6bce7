package dev.nibble.tests.benchmark;

import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.format.BlockFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Matrices of normally distributed weights, off the heap. There are as many as it takes to exceed
 * the caches: who goes round them reads every weight from memory, as a decoded token does.
 */
final class RandomWeights {
  /** Several times the last-level cache that one core of a server can fill. */
  private static final long LEAST_BYTES = 256L << 20;

  /** Rows that are quantized; the others repeat them, since searching for scales takes its time. */
  private static final int BAND_ROWS = 64;

  private static final long ALIGNMENT_BYTES = 64;

  /** What weights of real models are about. */
  private static final float DEVIATION = 0.02f;

  private RandomWeights() {}

  /**
   * Makes matrices of one shape and type.
   *
   * @param rows a multiple of 64
   * @return {@code [rows][columns]} each, over neighbouring memory
   */
  static List<Tensor> matrices(TensorType type, int rows, int columns, Arena arena) {
    MemorySegment band = band(type, columns);
    long bytes = rows / BAND_ROWS * band.byteSize();
    int count = (int) Math.ceilDiv(LEAST_BYTES, bytes);
    MemorySegment data = arena.allocate(count * bytes, ALIGNMENT_BYTES);
    for (long at = 0; at < data.byteSize(); at += band.byteSize()) {
      MemorySegment.copy(band, 0, data, at, band.byteSize());
    }
    List<Long> shape = List.of((long) columns, (long) rows);
    return IntStream.range(0, count)
        .mapToObj(i -> new Tensor("random." + i, type, shape, data.asSlice(i * bytes, bytes), 0))
        .toList();
  }

  private static MemorySegment band(TensorType type, int columns) {
    BlockFormat format = BlockFormat.of(type).orElseThrow();
    long rowBytes = type.rowBytes(columns);
    MemorySegment band = Arena.ofAuto().allocate(BAND_ROWS * rowBytes, ALIGNMENT_BYTES);
    RandomGenerator random = RandomNumbers.generator();
    for (int row = 0; row < BAND_ROWS; row++) {
      float[] weights = new float[columns];
      for (int i = 0; i < columns; i++) {
        weights[i] = DEVIATION * (float) random.nextGaussian();
      }
      format.quantize(weights, new float[0], band, row * rowBytes);
    }
    return band;
  }
}
