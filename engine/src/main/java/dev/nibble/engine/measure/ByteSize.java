package dev.nibble.engine.measure;

import java.util.Locale;

/** Sizes in bytes as people write them: {@code 256KiB}, {@code 1.5GiB}. */
public final class ByteSize {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private ByteSize() {}

  /**
   * Writes a size in the largest binary unit that leaves a number of 1 or more.
   *
   * @param bytes the size
   * @return such as {@code 560.8KiB}
   */
  public static String format(long bytes) {
    int unit = 0;
    double value = bytes;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    String number =
        value == Math.rint(value)
            ? Long.toString((long) value)
            : String.format(Locale.ROOT, "%.1f", value);
    return number + UNITS[unit];
  }
}
