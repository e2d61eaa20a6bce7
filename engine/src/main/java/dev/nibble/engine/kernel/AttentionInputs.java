package dev.nibble.engine.kernel;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.KvCache;

/** What the attention of a batch reads and where it writes. Kept from call to call. */
@SuppressWarnings("NullAway.Init") // A call sets all of it before it is read.
public final class AttentionInputs {
  private AttentionShape shape;
  private float[] queries;
  private Batch batch;
  private int layer;
  private float[] out;

  AttentionInputs() {}

  void set(AttentionShape shape, float[] queries, Batch batch, int layer, float[] out) {
    this.shape = shape;
    this.queries = queries;
    this.batch = batch;
    this.layer = layer;
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

  /** How many sequences the tokens belong to. */
  public int sequences() {
    return batch.sequences();
  }

  /**
   * The first token of a sequence, counted over the batch.
   *
   * @param sequence from 0
   */
  public int first(int sequence) {
    return batch.first(sequence);
  }

  /**
   * How many tokens of a sequence there are.
   *
   * @param sequence from 0
   */
  public int tokens(int sequence) {
    return batch.count(sequence);
  }

  /**
   * The position of a sequence's first token.
   *
   * @param sequence from 0
   */
  public int position(int sequence) {
    return batch.position(sequence);
  }

  /**
   * The keys and values of a sequence.
   *
   * @param sequence from 0
   */
  public KvCache cache(int sequence) {
    return batch.cache(sequence);
  }

  /** The layer of the caches. */
  public int layer() {
    return layer;
  }

  /** Receives {@code [tokens][heads][headSize]}. */
  public float[] out() {
    return out;
  }

  /** Multiply-adds, counted as if each token saw what the last one of its sequence sees. */
  long work() {
    long pairs = 0;
    for (int i = 0; i < sequences(); i++) {
      long seen = Math.min(position(i) + tokens(i), shape.window());
      pairs += tokens(i) * seen;
    }
    return 2L * shape.width() * pairs;
  }
}
