package dev.nibble.tokenizer.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Values of JSON as Java has them. */
final class Values {
  private Values() {}

  static BigDecimal decimal(Number number) {
    return switch (number) {
      case BigDecimal decimal -> decimal;
      case BigInteger integer -> new BigDecimal(integer);
      case Double real -> BigDecimal.valueOf(real);
      case Float real -> new BigDecimal(real.toString());
      default -> BigDecimal.valueOf(number.longValue());
    };
  }

  /** The name of the narrowest type of a value. */
  static String type(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Boolean _ -> "boolean";
      case String _ -> "string";
      case Number number -> isWhole(number) ? "integer" : "number";
      case List<?> _ -> "array";
      case Map<?, ?> _ -> "object";
      default -> throw new IllegalArgumentException(value.getClass() + " is no value of JSON");
    };
  }

  private static boolean isWhole(Number number) {
    return decimal(number).stripTrailingZeros().scale() <= 0;
  }

  /** Whether two values are the same to JSON Schema: 1 and 1.0 are. */
  static boolean equal(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Number x && b instanceof Number y) {
      return decimal(x).compareTo(decimal(y)) == 0;
    }
    if (a instanceof List<?> x && b instanceof List<?> y) {
      if (x.size() != y.size()) {
        return false;
      }
      for (int i = 0; i < x.size(); i++) {
        if (!equal(x.get(i), y.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
      return x.keySet().equals(y.keySet())
          && x.keySet().stream().allMatch(key -> equal(x.get(key), y.get(key)));
    }
    return Objects.equals(a, b);
  }

  /** A value as text, without blanks. */
  static String text(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(@Nullable Object value, StringBuilder out) {
    switch (value) {
      case String string -> write(string, out);
      case Number number -> out.append(decimal(number));
      case List<?> list -> {
        out.append('[');
        for (int i = 0; i < list.size(); i++) {
          out.append(i == 0 ? "" : ",");
          write(list.get(i), out);
        }
        out.append(']');
      }
      case Map<?, ?> map -> {
        out.append('{');
        map.forEach((key, member) -> {
          out.append(out.charAt(out.length() - 1) == '{' ? "" : ",");
          write(String.valueOf(key), out);
          out.append(':');
          write(member, out);
        });
        out.append('}');
      }
      case null, default -> out.append(value);
    }
  }

  private static void write(String string, StringBuilder out) {
    out.append('"');
    string.codePoints().forEach(c -> out.append(JsonCharacters.escaped(c)));
    out.append('"');
  }
}
