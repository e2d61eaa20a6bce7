package dev.nibble.engine.predict;

import dev.nibble.engine.predict.evidence.ContextPoint;
import dev.nibble.engine.predict.evidence.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * That a text takes time in proportion to its length, O(T / n): the time of the longest prompt from
 * that of a shorter one.
 */
final class PromptTime implements Law {
  private static final Bound BOUND = new Bound.Within(0.15);

  /**
   * The time of a longer prompt.
   *
   * @param name the variant
   * @param tokens of the shorter one
   * @param seconds of the shorter one
   * @param longerTokens T / n
   */
  static Prediction linear(String name, int tokens, double seconds, int longerTokens) {
    return new Prediction(
        name,
        "t_1 (T / n) / S_1",
        List.of(
            new Input("S_1", "length of a shorter prompt", tokens, "tokens"),
            new Input("t_1", "its time", seconds, "s"),
            new Input("T / n", "length of the prompt", longerTokens, "tokens")),
        seconds * longerTokens / tokens,
        "s");
  }

  @Override
  public List<Finding> check(Evidence evidence) {
    List<ContextPoint> points = evidence.contexts();
    List<Finding> findings = new ArrayList<>();
    if (points.size() > 1) {
      ContextPoint whole = points.getLast();
      findings.add(finding("tokens, time", points.get(points.size() - 2), whole));
      findings.add(finding("tokens, time from the shortest", points.getFirst(), whole));
    }
    return findings;
  }

  private static Finding finding(String name, ContextPoint part, ContextPoint whole) {
    return new Finding(
        linear(name, part.tokens(), part.prefillSeconds(), whole.tokens()),
        new Measurement(whole.prefillSeconds(), "prefill of %d tokens".formatted(whole.tokens())),
        BOUND,
        remark(part, whole));
  }

  private static String remark(ContextPoint part, ContextPoint whole) {
    double before = 1e3 * part.prefillSeconds() / part.tokens();
    double after = 1e3 * whole.prefillSeconds() / whole.tokens();
    String why =
        after > before
            ? "attention grows with the square of the length"
            : "longer prompts use the kernels better";
    return String.format(
        Locale.ROOT,
        "a token takes %.3g ms in a prompt of %d and %.3g ms in one of %d: %s",
        before,
        part.tokens(),
        after,
        whole.tokens(),
        why);
  }
}
