package dev.nibble.weights.format;

/**
 * Where the 256 codes of 2 bits lie in 64 bytes: the first 32 bytes hold the elements 0 to 31 in
 * their lowest two bits, 32 to 63 in the next two, and so on to 127; the other 32 bytes hold the
 * second half. The elements are taken in groups of 16, which lie in neighbouring bytes.
 */
final class TwoBitStripes {
  /** Elements in a group. */
  static final int GROUP = 16;

  /** Groups in a block. */
  static final int GROUPS = 16;

  private TwoBitStripes() {}

  /** The byte that holds the first element of a group. */
  static int offset(int group) {
    return group / 8 * 32 + group % 2 * GROUP;
  }

  /** The lowest bit of a group in its bytes. */
  static int shift(int group) {
    return group % 8 / 2 * 2;
  }
}
