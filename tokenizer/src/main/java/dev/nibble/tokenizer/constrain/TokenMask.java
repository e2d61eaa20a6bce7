package dev.nibble.tokenizer.constrain;

import java.util.Arrays;
import java.util.BitSet;

/** A set of tokens that may be chosen. Immutable; those of the same tokens are equal. */
public final class TokenMask {
  private final long[] words;
  private final int count;

  /** Takes the tokens of a set over. */
  TokenMask(BitSet tokens) {
    words = tokens.toLongArray();
    count = tokens.cardinality();
  }

  /**
   * Whether a token may be chosen.
   *
   * @param id the token
   * @return whether it is in the set
   */
  public boolean allows(int id) {
    int word = id >> 6;
    return word < words.length && (words[word] >>> id & 1) != 0;
  }

  /**
   * The next token that may be chosen.
   *
   * @param from the lowest of interest
   * @return the id, or -1 where there is none
   */
  public int next(int from) {
    int word = from >> 6;
    if (word >= words.length) {
      return -1;
    }
    long rest = words[word] & -1L << from;
    while (rest == 0) {
      if (++word == words.length) {
        return -1;
      }
      rest = words[word];
    }
    return (word << 6) + Long.numberOfTrailingZeros(rest);
  }

  /** How many may be chosen. */
  public int count() {
    return count;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenMask that && Arrays.equals(words, that.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }

  /** What it takes in memory, about. */
  long bytes() {
    return 48 + 8L * words.length;
  }
}
