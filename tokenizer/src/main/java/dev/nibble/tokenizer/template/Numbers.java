package dev.nibble.tokenizer.template;

import dev.nibble.tokenizer.template.Value.Bool;
import dev.nibble.tokenizer.template.Value.Int;
import dev.nibble.tokenizer.template.Value.Real;
import java.math.BigDecimal;

/** Python's arithmetic, with integers of 64 bits: what does not fit into them is an error. */
final class Numbers {
  private Numbers() {}

  static boolean isNumber(Value value) {
    return value instanceof Int || value instanceof Real || value instanceof Bool;
  }

  static double real(Value number) {
    return switch (number) {
      case Int(long n) -> n;
      case Real(double n) -> n;
      case Bool(boolean truth) -> truth ? 1 : 0;
      default -> throw TemplateException.value("a %s is no number".formatted(number.type()));
    };
  }

  private static long integer(Value number) {
    return number instanceof Int(long n) ? n : (long) real(number);
  }

  static Value negative(Value number) {
    return number instanceof Real(double n) ? new Real(-n) : calculate("-", new Int(0), number);
  }

  /**
   * Calculates.
   *
   * @param operator one of {@code + - * / // % **}
   * @param left a number
   * @param right a number
   */
  static Value calculate(String operator, Value left, Value right) {
    boolean divides = operator.equals("/") || operator.equals("//") || operator.equals("%");
    if (divides && real(right) == 0) {
      throw TemplateException.value("division by zero");
    }
    boolean real =
        left instanceof Real
            || right instanceof Real
            || operator.equals("/")
            || (operator.equals("**") && real(right) < 0);
    if (real) {
      return new Real(reals(operator, real(left), real(right)));
    }
    try {
      return new Int(integers(operator, integer(left), integer(right)));
    } catch (ArithmeticException _) {
      throw TemplateException.value(
          "%d %s %d does not fit into 64 bits".formatted(integer(left), operator, integer(right)));
    }
  }

  private static double reals(String operator, double a, double b) {
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / b;
      case "//" -> Math.floor(a / b);
      case "%" -> a - b * Math.floor(a / b);
      default -> Math.pow(a, b);
    };
  }

  private static long integers(String operator, long a, long b) {
    return switch (operator) {
      case "+" -> Math.addExact(a, b);
      case "-" -> Math.subtractExact(a, b);
      case "*" -> Math.multiplyExact(a, b);
      case "//" -> Math.floorDiv(a, b);
      case "%" -> Math.floorMod(a, b);
      default -> power(a, b);
    };
  }

  private static long power(long base, long exponent) {
    long result = 1;
    // Of all others the 64th power does not fit.
    long times = Math.abs(base) <= 1 && exponent > 0 ? 2 - exponent % 2 : exponent;
    for (long i = 0; i < times; i++) {
      result = Math.multiplyExact(result, base);
    }
    return result;
  }

  /** As Python prints it: the shortest digits that are read back as the same number. */
  static String text(double number) {
    if (Double.isNaN(number)) {
      return "nan";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "inf" : "-inf";
    }
    BigDecimal decimal = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    int exponent = decimal.precision() - decimal.scale() - 1;
    if (number != 0 && (exponent < -4 || exponent >= 16)) {
      String digits = decimal.unscaledValue().abs().toString();
      String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      return "%s%s%se%s%02d"
          .formatted(
              number < 0 ? "-" : "",
              digits.charAt(0),
              fraction,
              exponent < 0 ? "-" : "+",
              Math.abs(exponent));
    }
    String plain = decimal.toPlainString();
    String sign = number == 0 && 1 / number < 0 ? "-" : "";
    return sign + (plain.contains(".") ? plain : plain + ".0");
  }
}
