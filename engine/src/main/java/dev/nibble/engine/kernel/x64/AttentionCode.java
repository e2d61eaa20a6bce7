package dev.nibble.engine.kernel.x64;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The code of attention over many queries. Calls take addresses: whoever calls has checked that the
 * memory is there.
 */
final class AttentionCode {
  private final InstructionSet set;
  private final MemorySegment scores;
  private final MemorySegment softmax;
  private final MemorySegment values;
  private final MemorySegment constants = SoftmaxCode.constants(Arena.ofAuto());

  /**
   * Puts the code into memory.
   *
   * @throws SystemCallException if the system has no way to do it
   */
  AttentionCode(InstructionSet set, CodeMemory memory) throws SystemCallException {
    this.set = set;
    scores = memory.place(new ScoreCode(set).emit());
    softmax = memory.place(SoftmaxCode.emit(set));
    values = memory.place(new ValueCode(set).emit());
  }

  /** The layout of queries. */
  Pane pane(int headSize) {
    return Pane.of(set, headSize);
  }

  /** A number of keys, rounded up to those that are multiplied at once. */
  int wholeTiles(int keys) {
    return Pane.wholeTiles(set, keys);
  }

  /**
   * Multiplies keys with a pane's queries.
   *
   * @param keys the first channel of the first key
   * @param keyBytes from one key to the next
   * @param pane the queries
   * @param out receives the scores {@code [keys][lanes]}
   * @param count keys, of {@link #wholeTiles whole tiles}
   * @param headSize channels
   */
  void score(long keys, long keyBytes, long pane, long out, int count, int headSize) {
    NativeCall.call(scores, keys, keyBytes, pane, out, count, headSize);
  }

  /**
   * Makes weights of scores, in their place.
   *
   * @param scores {@code [keys][lanes]}
   * @param count keys, 1 or more
   * @param state the pane's
   */
  void weigh(long scores, int count, long state) {
    NativeCall.call(softmax, scores, count, state, constants.address(), 0, 0);
  }

  /**
   * Adds weighted values to those of a pane.
   *
   * @param values the first channel of the first key's
   * @param valueBytes from one key to the next
   * @param weights {@code [keys][lanes]}
   * @param sums the pane's values
   * @param channels of the pane
   * @param count keys, 1 or more
   */
  void addValues(long values, long valueBytes, long weights, long sums, int channels, int count) {
    NativeCall.call(this.values, values, valueBytes, weights, sums, channels, count);
  }
}
