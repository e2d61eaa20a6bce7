package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.cache.KvCache;
import java.lang.foreign.MemorySegment;

/** Attention's scores before softmax, as they are defined: queries times stored keys, scaled. */
final class AttentionScores {
  private final AttentionShape shape;
  private final KvCache cache;
  private final int layer;
  private final float[] keys;

  /**
   * Looks at a layer of a sequence.
   *
   * @param shape its heads
   * @param cache its keys
   * @param layer the layer
   */
  AttentionScores(AttentionShape shape, KvCache cache, int layer) {
    this.shape = shape;
    this.cache = cache;
    this.layer = layer;
    this.keys = new float[shape.kvWidth()];
  }

  /**
   * The scores of one token.
   *
   * @param q holds the queries, rotated
   * @param at where the token's {@code [heads][headSize]} start
   * @param seen how many positions it sees, from the first of the sequence on
   * @return {@code [heads][seen]}
   */
  float[][] of(float[] q, int at, int seen) {
    float[][] scores = new float[shape.heads()][seen];
    for (int position = 0; position < seen; position++) {
      readKeys(position);
      for (int head = 0; head < shape.heads(); head++) {
        scores[head][position] = score(q, at + head * shape.headSize(), shape.kvHead(head));
      }
    }
    return scores;
  }

  private void readKeys(int position) {
    MemorySegment memory = cache.memory(position);
    cache.type().format().dequantize(memory, cache.keysAt(layer, position), keys, 0, keys.length);
  }

  private float score(float[] q, int at, int kvHead) {
    double sum = 0;
    for (int i = 0; i < shape.headSize(); i++) {
      sum += (double) q[at + i] * keys[kvHead * shape.headSize() + i];
    }
    double score = shape.scale() * sum;
    double cap = shape.softCap();
    return (float) (cap > 0 ? cap * Math.tanh(score / cap) : score);
  }
}
