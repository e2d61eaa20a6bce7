package dev.nibble.engine.kernel;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.cache.KvRun;

/** What the attention of a batch reads and where it writes. Kept from call to call. */
public final class AttentionInputs {
  private AttentionShape shape;
  private float[] queries;
  private int tokens;
  private KvCache cache;
  private int layer;
  private int position;
  private float[] out;

  AttentionInputs() {}

  void set(
      AttentionShape shape,
      float[] queries,
      int tokens,
      KvCache cache,
      int layer,
      int position,
      float[] out) {
    this.shape = shape;
    this.queries = queries;
    this.tokens = tokens;
    this.cache = cache;
    this.layer = layer;
    this.position = position;
    this.out = out;
  }

  /** The heads and what they see. */
  public AttentionShape shape() {
    return shape;
  }

  /** The queries, {@code [tokens][heads][headSize]}. */
  public float[] queries() {
    return queries;
  }

  /** How many tokens. */
  public int tokens() {
    return tokens;
  }

  /** The position of the first token. */
  public int position() {
    return position;
  }

  /**
   * The keys and values of neighbouring positions.
   *
   * @param from the first position
   * @return the longest run that starts there
   */
  public KvRun run(int from) {
    return cache.run(layer, from);
  }

  /** Receives {@code [tokens][heads][headSize]}. */
  public float[] out() {
    return out;
  }

  /** Multiply-adds, counted as if each token saw what the last one sees. */
  long work() {
    int seen = Math.min(position + tokens, shape.window());
    return 2L * shape.width() * tokens * seen;
  }
}
