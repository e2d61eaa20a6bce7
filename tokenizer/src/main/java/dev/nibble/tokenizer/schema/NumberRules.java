package dev.nibble.tokenizer.schema;

import dev.nibble.tokenizer.grammar.Expression;
import dev.nibble.tokenizer.grammar.Expression.Literal;
import dev.nibble.tokenizer.grammar.Expression.Reference;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The numbers of a schema. Those within bounds are written without an exponent, and with up to
 * three decimals more than the bounds have.
 */
final class NumberRules {
  /** What an open side is bounded by; more than a bound on the other side has. */
  private static final BigDecimal LARGEST = BigDecimal.TEN.pow(15).subtract(BigDecimal.ONE);

  /** What bounds may be, which still is exact in 64 bits. */
  private static final BigDecimal MOST = BigDecimal.TEN.pow(15);

  /** How many decimals bounds may have. */
  private static final int MAX_DECIMALS = 12;

  private NumberRules() {}

  static Expression expression(Schema schema, String type) {
    boolean whole = isWhole(schema) || type.equals("integer");
    Optional<Bound> lower = bound(schema, "minimum", "exclusiveMinimum", 1);
    Optional<Bound> upper = bound(schema, "maximum", "exclusiveMaximum", -1);
    if (lower.isEmpty() && upper.isEmpty()) {
      return new Reference(whole ? "integer" : "number");
    }
    Bound low = lower.orElse(new Bound(LARGEST.negate(), true));
    Bound high = upper.orElse(new Bound(LARGEST, true));
    List<Expression> ways = new ArrayList<>();
    if (low.value().signum() < 0) {
      boolean passesZero = high.value().signum() > 0;
      Bound nearest = passesZero ? new Bound(BigDecimal.ZERO, true) : high.negated();
      DecimalRange.of(nearest, low.negated(), whole)
          .ifPresent(range -> ways.add(Expression.sequence(new Literal("-"), range)));
    }
    if (high.value().signum() >= 0) {
      Bound nearest = low.value().signum() < 0 ? new Bound(BigDecimal.ZERO, true) : low;
      DecimalRange.of(nearest, high, whole).ifPresent(ways::add);
    }
    if (ways.isEmpty()) {
      throw schema.wrong(
          lower.isPresent() ? "minimum" : "maximum",
          "no number is between %s and %s".formatted(low.value(), high.value()));
    }
    return Expression.choice(ways);
  }

  private static boolean isWhole(Schema schema) {
    Optional<BigDecimal> step = schema.number("multipleOf");
    if (step.isPresent() && step.get().compareTo(BigDecimal.ONE) != 0) {
      throw schema.wrong("multipleOf", "no grammar guarantees multiples, but of 1; leave it out");
    }
    return step.isPresent();
  }

  /** The stricter of two keywords. */
  private static Optional<Bound> bound(Schema schema, String loose, String strict, int sign) {
    Optional<BigDecimal> included = schema.number(loose);
    Optional<BigDecimal> excluded = schema.number(strict);
    included.ifPresent(value -> check(schema, loose, value));
    excluded.ifPresent(value -> check(schema, strict, value));
    boolean excludes =
        excluded.isPresent()
            && (included.isEmpty() || sign * excluded.get().subtract(included.get()).signum() >= 0);
    return excludes
        ? excluded.map(value -> new Bound(value, false))
        : included.map(value -> new Bound(value, true));
  }

  private static void check(Schema schema, String keyword, BigDecimal value) {
    if (value.abs().compareTo(MOST) >= 0 || value.stripTrailingZeros().scale() > MAX_DECIMALS) {
      throw schema.wrong(
          keyword,
          "%s, expected less than 15 digits and %d decimals at most"
              .formatted(value, MAX_DECIMALS));
    }
  }
}
