package dev.nibble.cli.comparison;

/** A unit that a whole column of sizes is in. */
enum ByteUnit {
  KIB("KiB", 10),
  MIB("MiB", 20),
  GIB("GiB", 30);

  /** From how many of a unit on the next larger one is easier to read. */
  private static final long MANY = 10_000;

  private final String symbol;
  private final int shift;

  ByteUnit(String symbol, int shift) {
    this.symbol = symbol;
    this.shift = shift;
  }

  /** The unit for sizes up to this one. */
  static ByteUnit forBytes(long largest) {
    for (ByteUnit unit : values()) {
      if (largest >> unit.shift < MANY) {
        return unit;
      }
    }
    return GIB;
  }

  double of(long bytes) {
    return (double) bytes / (1L << shift);
  }

  String symbol() {
    return symbol;
  }
}
