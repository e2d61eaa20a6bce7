package dev.nibble.cli.fallback;

import java.util.List;
import java.util.Locale;

/** Whether a text is the one that the CPU alone writes. */
public sealed interface Agreement {
  /**
   * How much more likely a token must be than the next, in logits, to be chosen by a real device
   * too, which sums in another order.
   */
  double CLEAR_MARGIN = 0.02;

  /** Whether this is as it must be. */
  boolean holds();

  /** The result in a sentence. */
  String text();

  /**
   * All ids are the same.
   *
   * @param tokens how many
   */
  record Same(int tokens) implements Agreement {
    @Override
    public boolean holds() {
      return true;
    }

    @Override
    public String text() {
      return "all %d ids are those that the CPU alone gives".formatted(tokens);
    }
  }

  /**
   * They part.
   *
   * @param index the first generated token that differs, from 0
   * @param margin between the two most likely tokens there by the CPU alone, in logits
   * @param allowed whether rounding explains that
   */
  record Parted(int index, double margin, boolean allowed) implements Agreement {
    @Override
    public boolean holds() {
      return allowed;
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT,
          "the first %d ids are those that the CPU alone gives; then the texts part, where the"
              + " margin between two tokens is %.4f: %s",
          index,
          margin,
          allowed
              ? "under %s, so that the device's own order of summation explains it"
                  .formatted(CLEAR_MARGIN)
              : "they must not");
    }
  }

  /**
   * Compares.
   *
   * @param ids the ids of the text
   * @param cpuIds those of the CPU alone, as many
   * @param margins between the two most likely tokens at each, in logits
   * @param exact whether the device sums as the CPU does
   */
  static Agreement of(
      List<Integer> ids, List<Integer> cpuIds, List<Double> margins, boolean exact) {
    for (int i = 0; i < ids.size(); i++) {
      if (!ids.get(i).equals(cpuIds.get(i))) {
        return new Parted(i, margins.get(i), !exact && margins.get(i) < CLEAR_MARGIN);
      }
    }
    return new Same(ids.size());
  }
}
