package dev.nibble.engine.predict;

import java.math.BigDecimal;
import java.math.MathContext;

/** How near a measurement must come to what was predicted. Chosen before anything is measured. */
public sealed interface Bound {

  /**
   * Whether a measurement is near enough.
   *
   * @param predicted what was predicted
   * @param measured what was measured, in the same unit
   */
  boolean holds(double predicted, double measured);

  /** The bound in words, to stand behind a comma. */
  String text();

  private static String number(double value) {
    return BigDecimal.valueOf(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }

  /** Both are the same number. */
  record Exact() implements Bound {
    @Override
    public boolean holds(double predicted, double measured) {
      return predicted == measured;
    }

    @Override
    public String text() {
      return "exactly";
    }
  }

  /**
   * They differ by no more than a part of what was measured.
   *
   * @param part the part, such as 0.05
   */
  record Within(double part) implements Bound {
    @Override
    public boolean holds(double predicted, double measured) {
      return Math.abs(predicted - measured) <= part * Math.abs(measured);
    }

    @Override
    public String text() {
      return "within %s %%".formatted(number(100 * part));
    }
  }

  /**
   * The greater is no more than some times the lesser.
   *
   * @param factor how many times, over 1
   */
  record WithinFactor(double factor) implements Bound {
    @Override
    public boolean holds(double predicted, double measured) {
      return predicted > 0
          && measured > 0
          && Math.max(predicted, measured) <= factor * Math.min(predicted, measured);
    }

    @Override
    public String text() {
      return "within a factor of " + number(factor);
    }
  }

  /** What was predicted is a limit: no measurement is under it. */
  record AtLeast() implements Bound {
    @Override
    public boolean holds(double predicted, double measured) {
      return measured >= predicted;
    }

    @Override
    public String text() {
      return "as a lower limit";
    }
  }

  /** What was predicted is a limit: no measurement is over it. */
  record AtMost() implements Bound {
    @Override
    public boolean holds(double predicted, double measured) {
      return measured <= predicted;
    }

    @Override
    public String text() {
      return "as an upper limit";
    }
  }
}
