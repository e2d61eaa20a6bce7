package dev.nibble.cli.page;

/** A unit that all sizes of a column or an axis are in. */
public enum ByteUnit {
  /** 1024 bytes. */
  KIB("KiB", 10),
  /** 1024 KiB. */
  MIB("MiB", 20),
  /** 1024 MiB. */
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
  public static ByteUnit forBytes(long largest) {
    for (ByteUnit unit : values()) {
      if (largest >> unit.shift < MANY) {
        return unit;
      }
    }
    return GIB;
  }

  /** A size in this unit. */
  public double of(long bytes) {
    return (double) bytes / bytes();
  }

  /** How many bytes it is. */
  public long bytes() {
    return 1L << shift;
  }

  /** What the unit is called. */
  public String symbol() {
    return symbol;
  }
}
