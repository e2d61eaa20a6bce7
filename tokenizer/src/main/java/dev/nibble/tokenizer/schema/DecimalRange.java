package dev.nibble.tokenizer.schema;

import dev.nibble.tokenizer.grammar.CodePoints;
import dev.nibble.tokenizer.grammar.Expression;
import dev.nibble.tokenizer.grammar.Expression.Characters;
import dev.nibble.tokenizer.grammar.Expression.Literal;
import dev.nibble.tokenizer.grammar.Expression.Repeat;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The digits of numbers between two bounds, neither of them negative. */
final class DecimalRange {
  private static final int MORE_DECIMALS = 3;

  private final Bound low;
  private final Bound high;

  /** The digits behind the point, without zeros in the end. */
  private final String lowDecimals;

  private final String highDecimals;
  private final int mostDecimals;

  private DecimalRange(Bound low, Bound high) {
    this.low = low;
    this.high = high;
    lowDecimals = decimals(low.value());
    highDecimals = decimals(high.value());
    mostDecimals = Math.max(lowDecimals.length(), highDecimals.length()) + MORE_DECIMALS;
  }

  /**
   * The numbers; empty where there is none.
   *
   * @param whole whether only integers
   */
  static Optional<Expression> of(Bound low, Bound high, boolean whole) {
    if (low.value().compareTo(high.value()) > 0) {
      return Optional.empty();
    }
    return whole ? integers(low, high) : new DecimalRange(low, high).numbers();
  }

  private static Optional<Expression> integers(Bound low, Bound high) {
    BigInteger first = low.value().setScale(0, RoundingMode.CEILING).toBigInteger();
    BigInteger last = high.value().setScale(0, RoundingMode.FLOOR).toBigInteger();
    if (!low.included() && isInteger(low.value())) {
      first = first.add(BigInteger.ONE);
    }
    if (!high.included() && isInteger(high.value())) {
      last = last.subtract(BigInteger.ONE);
    }
    return integers(first, last);
  }

  private static boolean isInteger(BigDecimal value) {
    return value.stripTrailingZeros().scale() <= 0;
  }

  private static Optional<Expression> integers(BigInteger first, BigInteger last) {
    List<Expression> ways = new ArrayList<>();
    int digits = first.toString().length();
    BigInteger from = first;
    while (from.compareTo(last) <= 0) {
      BigInteger longest = BigInteger.TEN.pow(digits).subtract(BigInteger.ONE);
      BigInteger to = longest.min(last);
      ways.add(digits(from.toString(), to.toString()));
      from = longest.add(BigInteger.ONE);
      digits++;
    }
    return ways.isEmpty() ? Optional.empty() : Optional.of(Expression.choice(ways));
  }

  /** The rows of digits from one to another of the same length. */
  private static Expression digits(String from, String to) {
    if (from.isEmpty()) {
      return Expression.EMPTY;
    }
    int rest = from.length() - 1;
    char first = from.charAt(0);
    char last = to.charAt(0);
    if (first == last) {
      return Expression.sequence(digit(first, last), digits(from.substring(1), to.substring(1)));
    }
    List<Expression> ways = new ArrayList<>();
    if (from.substring(1).chars().anyMatch(c -> c != '0')) {
      ways.add(
          Expression.sequence(digit(first, first), digits(from.substring(1), "9".repeat(rest))));
      first++;
    }
    boolean cut = to.substring(1).chars().anyMatch(c -> c != '9');
    char free = (char) (cut ? last - 1 : last);
    if (first <= free) {
      ways.add(Expression.sequence(digit(first, free), any(rest, rest)));
    }
    if (cut) {
      ways.add(Expression.sequence(digit(last, last), digits("0".repeat(rest), to.substring(1))));
    }
    return Expression.choice(ways);
  }

  private static Expression digit(char first, char last) {
    return new Characters(CodePoints.range(first, last));
  }

  private static Expression any(int min, int max) {
    return max == 0 ? Expression.EMPTY : new Repeat(digit('0', '9'), min, max);
  }

  private static String decimals(BigDecimal value) {
    String text = value.remainder(BigDecimal.ONE).stripTrailingZeros().toPlainString();
    int point = text.indexOf('.');
    return point < 0 ? "" : text.substring(point + 1);
  }

  private Optional<Expression> numbers() {
    BigInteger first = low.value().toBigInteger();
    BigInteger last = high.value().toBigInteger();
    List<Expression> ways = new ArrayList<>();
    if (first.equals(last)) {
      add(ways, first, decimals(0, true, true));
    } else {
      add(ways, first, decimals(0, true, false));
      integers(first.add(BigInteger.ONE), last.subtract(BigInteger.ONE))
          .ifPresent(integer ->
              ways.add(Expression.sequence(integer, decimals(0, false, false).orElseThrow())));
      add(ways, last, decimals(0, false, true));
    }
    return ways.isEmpty() ? Optional.empty() : Optional.of(Expression.choice(ways));
  }

  private static void add(List<Expression> ways, BigInteger integer, Optional<Expression> rest) {
    rest.ifPresent(
        decimals -> ways.add(Expression.sequence(new Literal(integer.toString()), decimals)));
  }

  /**
   * What may follow behind some decimals, which are those of a bound so far where that still holds
   * the number; empty where nothing may.
   */
  private Optional<Expression> decimals(int count, boolean atLow, boolean atHigh) {
    List<Expression> ways = new ArrayList<>();
    if (mayEnd(count, atLow, atHigh)) {
      ways.add(Expression.EMPTY);
    }
    boolean over = count == mostDecimals || (atHigh && count >= highDecimals.length());
    if (!over) {
      String point = count == 0 ? "." : "";
      for (Expression digits : more(count, atLow, atHigh)) {
        ways.add(Expression.sequence(new Literal(point), digits));
      }
    }
    return ways.isEmpty() ? Optional.empty() : Optional.of(Expression.choice(ways));
  }

  private boolean mayEnd(int count, boolean atLow, boolean atHigh) {
    boolean enough = !atLow || (count >= lowDecimals.length() && low.included());
    boolean less = !atHigh || count < highDecimals.length() || high.included();
    return enough && less;
  }

  private List<Expression> more(int count, boolean atLow, boolean atHigh) {
    int rest = mostDecimals - count - 1;
    if (!atLow && !atHigh) {
      return List.of(Expression.sequence(digit('0', '9'), any(0, rest)));
    }
    char first = atLow ? decimal(lowDecimals, count) : '0';
    char last = atHigh ? decimal(highDecimals, count) : '9';
    List<Expression> ways = new ArrayList<>();
    if (first == last) {
      addDigit(ways, first, decimals(count + 1, atLow, atHigh));
      return ways;
    }
    if (atLow && first < last) {
      addDigit(ways, first, decimals(count + 1, true, false));
      first++;
    }
    char free = (char) (atHigh ? last - 1 : last);
    if (first <= free) {
      ways.add(Expression.sequence(digit(first, free), any(0, rest)));
    }
    if (atHigh && first <= last) {
      addDigit(ways, last, decimals(count + 1, false, true));
    }
    return ways;
  }

  private static char decimal(String decimals, int index) {
    return index < decimals.length() ? decimals.charAt(index) : '0';
  }

  private static void addDigit(List<Expression> ways, char digit, Optional<Expression> rest) {
    rest.ifPresent(more -> ways.add(Expression.sequence(digit(digit, digit), more)));
  }
}
