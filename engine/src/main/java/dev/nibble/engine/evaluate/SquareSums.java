package dev.nibble.engine.evaluate;

import dev.nibble.engine.ProductListener;
import dev.nibble.engine.WeightMatrix;
import dev.nibble.weights.quantize.ChannelSquares;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** Sums up the squares of what each weight tensor is multiplied with, a channel at a time. */
final class SquareSums implements ProductListener {
  private final SequencedMap<String, Sum> sums = new LinkedHashMap<>();

  /** The squares of one tensor's channels. */
  private static final class Sum {
    final double[] squares;
    long tokens;

    Sum(int columns) {
      squares = new double[columns];
    }

    void add(float[] x, int count) {
      for (int t = 0; t < count; t++) {
        int row = t * squares.length;
        for (int i = 0; i < squares.length; i++) {
          double value = x[row + i];
          squares[i] += value * value;
        }
      }
      tokens += count;
    }
  }

  @Override
  public void product(WeightMatrix weights, float[] x, int tokens) {
    sums.computeIfAbsent(weights.name(), _ -> new Sum(weights.columns())).add(x, tokens);
  }

  void clear() {
    sums.clear();
  }

  /**
   * The sums so far, in the order in which the tensors were first seen.
   *
   * @throws IllegalStateException if one is no finite number
   */
  SequencedMap<String, ChannelSquares> squares() {
    SequencedMap<String, ChannelSquares> squares = new LinkedHashMap<>();
    for (Map.Entry<String, Sum> entry : sums.entrySet()) {
      Sum sum = entry.getValue();
      try {
        squares.put(entry.getKey(), ChannelSquares.of(sum.squares, sum.tokens));
      } catch (IllegalArgumentException e) {
        throw new IllegalStateException(
            "the input of %s is of no use: %s; check the model with nibble perplexity"
                .formatted(entry.getKey(), e.getMessage()),
            e);
      }
    }
    return squares;
  }
}
