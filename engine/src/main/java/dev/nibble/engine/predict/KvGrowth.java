package dev.nibble.engine.predict;

import dev.nibble.engine.predict.evidence.ContextPoint;
import dev.nibble.engine.predict.evidence.Evidence;
import java.util.List;

/** That keys and values grow with the length of a sequence, and with nothing else. */
final class KvGrowth implements Law {
  /**
   * What a longer sequence takes.
   *
   * @param tokens of the shorter one
   * @param bytes of the shorter one
   * @param longerTokens S
   */
  static Prediction linear(int tokens, long bytes, int longerTokens) {
    return new Prediction(
        "KV memory, growth",
        "KV_1 S / S_1",
        List.of(
            new Input("S_1", "length of a shorter sequence", tokens, "tokens"),
            new Input("KV_1", "its keys and values", bytes, "bytes"),
            new Input("S", "length of the sequence", longerTokens, "tokens")),
        (double) bytes * longerTokens / tokens,
        "bytes");
  }

  @Override
  public List<Finding> check(Evidence evidence) {
    List<ContextPoint> points = evidence.contexts();
    if (points.size() < 2) {
      return List.of();
    }
    ContextPoint shortest = points.getFirst();
    ContextPoint longest = points.getLast();
    return List.of(
        new Finding(
            linear(shortest.tokens(), shortest.kvBytes(), longest.tokens()),
            new Measurement(
                longest.kvBytes(), "blocks in use behind %d tokens".formatted(longest.tokens())),
            new Bound.Exact(),
            "both lengths fill their last block; others take up to a block more"));
  }
}
