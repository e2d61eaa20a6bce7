package dev.nibble.weights.format;

import dev.nibble.weights.GgufFile;
import dev.nibble.weights.Material;
import dev.nibble.weights.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.Random;

/** Rows of 256 weights to quantize, always the same. */
enum SampleRows {
  /** The matrices of the bundled model, in the order of the file, cut in rows. */
  TRAINED {
    @Override
    float[][] rows() {
      float[][] rows = new float[COUNT][COLUMNS];
      FloatBuffer weights = trained();
      for (float[] row : rows) {
        weights.get(row);
      }
      return rows;
    }
  },

  /** Normally distributed. */
  NORMAL {
    @Override
    float[][] rows() {
      return random(1, (random, _) -> random.nextGaussian());
    }
  },

  /** Cubes of those: many small weights and a few large ones. */
  HEAVY_TAILED {
    @Override
    float[][] rows() {
      return random(2, (random, _) -> Math.pow(random.nextGaussian(), 3));
    }
  },

  /** Evenly distributed in a range that lies anywhere, in each row elsewhere. */
  SHIFTED {
    @Override
    float[][] rows() {
      return random(3, (random, row) -> random.nextDouble() + row % 9 / 4.0 - 1.5);
    }
  };

  static final int COLUMNS = 256;
  static final int COUNT = 256;

  /** {@link #COUNT} rows of {@link #COLUMNS}. */
  abstract float[][] rows();

  private interface Weight {
    double next(Random random, int row);
  }

  private static float[][] random(long seed, Weight weight) {
    Random random = new Random(seed);
    float[][] rows = new float[COUNT][COLUMNS];
    for (int row = 0; row < COUNT; row++) {
      for (int i = 0; i < COLUMNS; i++) {
        rows[row][i] = (float) (weight.next(random, row) / 32);
      }
    }
    return rows;
  }

  private static FloatBuffer trained() {
    FloatBuffer weights = FloatBuffer.allocate(COUNT * COLUMNS);
    try (GgufFile file = GgufFile.open(Material.bundledModel())) {
      for (Tensor tensor : file.tensors().values()) {
        if (tensor.shape().size() == 2) {
          float[] matrix = BlockFormat.of(tensor.type()).orElseThrow().dequantize(tensor);
          weights.put(matrix, 0, Math.min(matrix.length, weights.remaining()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return weights.flip();
  }
}
