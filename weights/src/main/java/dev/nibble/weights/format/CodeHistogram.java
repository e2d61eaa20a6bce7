package dev.nibble.weights.format;

import dev.nibble.weights.Tensor;
import java.util.Arrays;
import java.util.Optional;

/** How often each code of a quantized tensor stands there, whatever the scale beside it. */
public final class CodeHistogram {
  private static final int LOWEST = Byte.MIN_VALUE;

  private final long[] counts = new long[1 << Byte.SIZE];

  private CodeHistogram() {}

  /**
   * Counts the codes of a tensor.
   *
   * @param tensor a tensor of any type and size
   * @return the counts; empty where the elements have no codes, as floats, or cannot be read
   */
  public static Optional<CodeHistogram> of(Tensor tensor) {
    return BlockFormat.of(tensor.type())
        .filter(BlockwiseFormat.class::isInstance)
        .map(format -> count((BlockwiseFormat) format, tensor));
  }

  private static CodeHistogram count(BlockwiseFormat format, Tensor tensor) {
    CodeHistogram histogram = new CodeHistogram();
    byte[] codes = new byte[format.type().blockSize()];
    for (long block = 0; block < tensor.bytes(); block += format.type().blockBytes()) {
      format.blockCodes(tensor.data(), block, codes);
      for (byte code : codes) {
        histogram.counts[code - LOWEST]++;
      }
    }
    return histogram;
  }

  /**
   * How often a code stands there.
   *
   * @param code -128 to 127
   * @return the number of elements that have it
   */
  public long count(int code) {
    return counts[code - LOWEST];
  }

  /** Entropy of the codes, in bits an element: what a coder that knows their shares would need. */
  public double entropy() {
    double total = total();
    double bits = 0;
    for (long count : counts) {
      if (count > 0) {
        double share = count / total;
        bits -= share * Math.log(share) / Math.log(2);
      }
    }
    return bits;
  }

  /** Variance of the codes: that of the elements, each in steps of its own group. */
  public double variance() {
    double total = total();
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < counts.length; i++) {
      double code = i + LOWEST;
      sum += code * counts[i];
      squares += code * code * counts[i];
    }
    double mean = sum / total;
    return squares / total - mean * mean;
  }

  private long total() {
    return Arrays.stream(counts).sum();
  }
}
