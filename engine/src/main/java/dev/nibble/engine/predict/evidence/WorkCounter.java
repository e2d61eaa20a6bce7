package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.ProductListener;
import dev.nibble.engine.WeightMatrix;
import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.cache.Batch;

/**
 * Counts what kernels are called with: each product by the rows and columns of its matrix, each
 * attention by the positions that each token of its batch sees.
 */
final class WorkCounter implements ProductListener {
  /**
   * What some passes did.
   *
   * @param products multiply-adds of matrix products
   * @param attention multiply-adds of scores and of weighted values
   * @param weightBytes bytes of the weights, once for each product
   * @param kvBytes bytes of the keys and values, once for each attention that saw them
   */
  record Work(long products, long attention, long weightBytes, long kvBytes) {}

  private long products;
  private long attention;
  private long weightBytes;
  private long kvBytes;

  @Override
  public void product(WeightMatrix weights, float[] x, int tokens) {
    products += (long) weights.rows() * weights.columns() * tokens;
    weightBytes += weights.bytes();
  }

  @Override
  public void attention(AttentionShape shape, float[] q, Batch batch, int layer) {
    for (int s = 0; s < batch.sequences(); s++) {
      long rowBytes = batch.cache(s).type().bytes(shape.kvWidth());
      int begin = batch.position(s);
      int end = begin + batch.count(s);
      for (int position = begin; position < end; position++) {
        int seen = position + 1 - shape.firstSeen(position);
        attention += 2L * shape.width() * seen;
      }
      kvBytes += 2L * rowBytes * (end - shape.firstSeen(begin));
    }
  }

  /** What was counted since the last call. */
  Work take() {
    Work counted = new Work(products, attention, weightBytes, kvBytes);
    products = 0;
    attention = 0;
    weightBytes = 0;
    kvBytes = 0;
    return counted;
  }
}
