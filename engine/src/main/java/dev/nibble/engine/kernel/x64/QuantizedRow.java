package dev.nibble.engine.kernel.x64;

/**
 * How the activations of a token lie in memory when they are int8: the codes {@code q}, then, for
 * each block of 32, the scale {@code s} with {@code x = s q}, and what products with codes of
 * weights that are stored without a sign begin with. All numbers take four bytes but the codes.
 */
final class QuantizedRow {
  /** Activations with a scale in common. */
  static final int BLOCK = 32;

  /** The largest code. */
  static final int MAX_CODE = 127;

  /** Numbers of four bytes that belong to a block. */
  private static final int NUMBERS = 7;

  /** Bytes that a block adds to a row. */
  static final int BLOCK_BYTES = BLOCK + NUMBERS * Integer.BYTES;

  private QuantizedRow() {}

  /** Arrays of a number for each block, in order. */
  enum Numbers {
    /** The scale, a float. */
    SCALE(0, 0),
    /** The scale times the sum of the codes, a float. */
    SCALED_SUM(1, 0),
    /** -8 times the sum of the codes. */
    MINUS_8(2, 8),
    /** -16 times the sum of the codes. */
    MINUS_16(3, 16),
    /** -128 times the sum of the codes. */
    MINUS_128(4, 128),
    /** -32 times the sums of the first 16 codes and of the others: two numbers a block. */
    MINUS_32_HALVES(5, 32);

    private final int place;
    private final int bias;

    Numbers(int place, int bias) {
      this.place = place;
      this.bias = bias;
    }

    /** How many arrays of a number for each block stand before it. */
    int place() {
      return place;
    }

    /** What is taken away from each code of a weight by a sum that begins with the number. */
    int bias() {
      return bias;
    }
  }
}
