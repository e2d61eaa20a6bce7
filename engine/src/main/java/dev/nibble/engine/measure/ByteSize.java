package dev.nibble.engine.measure;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes as people write them: {@code 256KiB}, {@code 64MB}, {@code 1GiB}. */
public final class ByteSize {
  private static final Pattern SYNTAX = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([KMGT]?)(i?)B?");
  private static final String[] BINARY_UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private ByteSize() {}

  /**
   * Reads a size.
   *
   * @param text a number and a unit: B, KB, MB, GB, TB (powers of 1000) or KiB, MiB, GiB, TiB
   *     (powers of 1024); without a unit, bytes
   * @return the size in bytes
   * @throws IllegalArgumentException if the text is no size
   */
  public static long parse(String text) {
    Matcher m = SYNTAX.matcher(text.strip());
    if (!m.matches() || (m.group(2).isEmpty() && !m.group(3).isEmpty())) {
      throw new IllegalArgumentException(
          "'" + text + "' is no size, expected a number with a unit, such as 256KiB, 64MB or 1GiB");
    }
    int power = m.group(2).isEmpty() ? 0 : "KMGT".indexOf(m.group(2)) + 1;
    double bytes =
        Double.parseDouble(m.group(1)) * Math.pow(m.group(3).isEmpty() ? 1000 : 1024, power);
    if (bytes > Long.MAX_VALUE) {
      throw new IllegalArgumentException("'" + text + "' is larger than any memory");
    }
    return (long) bytes;
  }

  /**
   * Writes a size in the largest binary unit that leaves a number of 1 or more.
   *
   * @param bytes the size
   * @return such as {@code 560.7KiB}
   */
  public static String format(long bytes) {
    int unit = 0;
    double value = bytes;
    while (value >= 1024 && unit < BINARY_UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    String number =
        value == Math.rint(value)
            ? Long.toString((long) value)
            : String.format(Locale.ROOT, "%.1f", value);
    return number + BINARY_UNITS[unit];
  }
}
