package dev.nibble.engine.measure;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes as people write them: {@code 256KiB}, {@code 1.5GiB}. */
public final class ByteSize {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private static final String LETTERS = "KMGT";

  private static final Pattern SIZE =
      Pattern.compile(
          "(\\d{1,20}(?:\\.\\d{1,20})?)\\s*(?:([KMGT]?)i?B?)", Pattern.CASE_INSENSITIVE);

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

  /**
   * Reads a size as people write it.
   *
   * @param text a number of 0 or more, which may have a fraction, and a unit: none or {@code B} for
   *     bytes, {@code K}, {@code M}, {@code G} or {@code T}, {@code KB}, {@code KiB} and so on, all
   *     powers of 1024 and in any case
   * @return the size in bytes
   * @throws IllegalArgumentException if it is no size
   */
  public static long parse(String text) {
    Matcher matcher = SIZE.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no size, expected a number and a unit such as 512M or 2G".formatted(text));
    }
    String unit = matcher.group(2).toUpperCase(Locale.ROOT);
    int power = unit.isEmpty() ? 0 : LETTERS.indexOf(unit.charAt(0)) + 1;
    BigDecimal bytes =
        new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << (10 * power)));
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("'%s' is more than there is".formatted(text));
    }
    return bytes.longValue();
  }
}
