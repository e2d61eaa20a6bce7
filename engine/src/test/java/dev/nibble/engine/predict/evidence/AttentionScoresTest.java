package dev.nibble.engine.predict.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.BlockTable;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.cache.KvShape;
import dev.nibble.engine.cache.KvType;
import dev.nibble.engine.kernel.scalar.ScalarKernels;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scores that are computed again are those that the kernels weigh values with. */
final class AttentionScoresTest {
  private static final int SEEN = 37;
  private static final int HEADS = 6;
  private static final int KV_HEADS = 2;
  private static final int HEAD_SIZE = 16;
  private static final int LAYER = 1;

  private static float[] random(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({"F32, 0", "F16, 0", "Q8_0, 0", "F32, 2"})
  @DisplayName("their softmax, times the stored values, is what attention gives, in every head")
  void weights(KvType type, float softCap) {
    AttentionShape shape =
        new AttentionShape(HEADS, KV_HEADS, HEAD_SIZE, 0.5f, softCap, AttentionShape.ALL_POSITIONS);
    KvShape kv = new KvShape(2, KV_HEADS, HEAD_SIZE, type);
    float[] values = random(SEEN * shape.kvWidth(), 2);
    float[] q = random(2 * shape.width(), 3);
    float[] out = new float[2 * shape.width()];
    try (KvPool pool = new KvPool(kv, 1 << 20);
        BlockTable table = pool.newTable(SEEN);
        ScalarKernels kernels = new ScalarKernels(1)) {
      table.reserve(SEEN);
      table.store(LAYER, 0, SEEN, random(SEEN * shape.kvWidth(), 1), values, 0);
      table.commit(new int[SEEN - 2], 0, SEEN - 2);
      Batch batch = new Batch();
      batch.add(table, new int[2], 0, 2);
      kernels.attention(shape, q, batch, LAYER, out);

      float[][] scores = new AttentionScores(shape, table, LAYER).of(q, shape.width(), SEEN);

      double[] stored = stored(table, type, shape.kvWidth());
      for (int head = 0; head < HEADS; head++) {
        double[] p = Softmax.of(scores[head], 0, SEEN, 1);
        for (int i = 0; i < HEAD_SIZE; i++) {
          double expected = 0;
          for (int position = 0; position < SEEN; position++) {
            expected += p[position] * stored[position * shape.kvWidth() + head / 3 * HEAD_SIZE + i];
          }
          assertEquals(expected, out[shape.width() + head * HEAD_SIZE + i], 1e-5, "head " + head);
        }
      }
    }
  }

  /** The values as the cache gives them back. */
  private static double[] stored(BlockTable table, KvType type, int width) {
    double[] values = new double[SEEN * width];
    float[] row = new float[width];
    for (int position = 0; position < SEEN; position++) {
      type.format()
          .dequantize(table.memory(position), table.valuesAt(LAYER, position), row, 0, width);
      for (int i = 0; i < width; i++) {
        values[position * width + i] = row[i];
      }
    }
    return values;
  }
}
