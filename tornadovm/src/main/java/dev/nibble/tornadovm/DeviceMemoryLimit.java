package dev.nibble.tornadovm;

/** Sizes as TornadoVM reads them: {@code 4GB}, {@code 512MB}, or bytes. */
final class DeviceMemoryLimit {
  private static final String PREFIXES = "KMGTPE";

  private DeviceMemoryLimit() {}

  /** In bytes; without any limit where the text is no size, of which TornadoVM complains itself. */
  static long parse(String size) {
    String number = size.endsWith("B") ? size.substring(0, size.length() - 1) : size;
    int prefix = number.isEmpty() ? -1 : PREFIXES.indexOf(number.charAt(number.length() - 1));
    String digits = prefix < 0 ? number : number.substring(0, number.length() - 1);
    try {
      return Long.parseLong(digits) << (10 * (prefix + 1));
    } catch (NumberFormatException _) {
      return Long.MAX_VALUE;
    }
  }
}
