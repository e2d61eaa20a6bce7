package dev.nibble.tokenizer.schema;

import java.util.Map;
import java.util.TreeMap;

/** Formats of strings as patterns, which may have fewer strings than the format allows. */
final class Formats {
  private static final String DATE =
      "[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
          + "|02-(0[1-9]|1[0-9]|2[0-8]))";

  private static final String TIME =
      "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?"
          + "(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])";

  private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

  private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?";

  /** Ends with one of the names that validators know. */
  private static final String HOST = LABEL + "(\\." + LABEL + "){0,3}\\.(com|org|net|edu|info)";

  private static final Map<String, String> PATTERNS =
      new TreeMap<>(
          Map.of(
              "date",
              DATE,
              "time",
              TIME,
              "date-time",
              DATE + "T" + TIME,
              "uuid",
              "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
              "ipv4",
              BYTE + "(\\." + BYTE + "){3}",
              "ipv6",
              "[0-9a-f]{1,4}(:[0-9a-f]{1,4}){7}",
              "hostname",
              HOST,
              "email",
              "[a-z0-9]{1,20}([._+-][a-z0-9]{1,20}){0,3}@" + HOST,
              "uri",
              "https?://" + HOST + "(/[A-Za-z0-9_~-]{1,20}){0,8}/?"));

  private Formats() {}

  static String pattern(Schema schema, String format) {
    String pattern = PATTERNS.get(format);
    if (pattern == null) {
      throw schema.wrong("format", "%s, expected one of %s".formatted(format, PATTERNS.keySet()));
    }
    return "^(" + pattern + ")$";
  }
}
