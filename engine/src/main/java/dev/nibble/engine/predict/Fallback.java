package dev.nibble.engine.predict;

import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.FallbackRun;
import java.util.List;
import java.util.Locale;

/**
 * What is left of the speed where a model does not fit: P_opt as long as R is at most G, else alpha
 * P_fall. Alpha, the FallbackFade, follows from the two ends where each part of R takes its own
 * time, that of one end or of the other: {@code 1/P = s / P_opt + (1 - s) / P_fall} with the part s
 * that is held (Amdahl 1967).
 */
final class Fallback implements Law {
  private static final String MIDDLE = "fallback";
  private static final Bound BOUND = new Bound.Within(0.2);

  /**
   * The speed within a budget.
   *
   * @param name the variant
   * @param requiredBytes R
   * @param budgetBytes G
   * @param heldBytes what of R is held
   * @param optimal P_opt, tokens a second
   * @param fallen P_fall, tokens a second
   */
  static Prediction performance(
      String name,
      long requiredBytes,
      long budgetBytes,
      long heldBytes,
      double optimal,
      double fallen) {
    double held = (double) heldBytes / requiredBytes;
    double alpha = 1 / (held * fallen / optimal + 1 - held);
    boolean fits = requiredBytes <= budgetBytes;
    return new Prediction(
        name,
        "P(R, G) = P_opt if R <= G, else alpha P_fall; alpha = 1 / (s P_fall / P_opt + 1 - s)",
        List.of(
            new Input("R", "memory that is needed", requiredBytes, "bytes"),
            new Input("G", "memory that there is", budgetBytes, "bytes"),
            Input.of("s", "part of R that is held", held),
            new Input("P_opt", "speed where all fits", optimal, "tokens/s"),
            new Input("P_fall", "speed where nothing fits", fallen, "tokens/s"),
            Input.of("alpha", "FallbackFade", alpha)),
        fits ? optimal : alpha * fallen,
        "tokens/s");
  }

  @Override
  public List<Finding> check(Evidence evidence) {
    FallbackRun run = evidence.fallback();
    return run.points().stream().map(point -> finding(run, point)).toList();
  }

  private static Finding finding(FallbackRun run, FallbackRun.Point point) {
    String name = name(run, point);
    Prediction prediction =
        performance(
            name,
            run.requiredBytes(),
            point.budgetBytes(),
            point.heldBytes(),
            run.optimal(),
            run.fallen());
    return new Finding(
        prediction,
        new Measurement(point.tokensPerSecond(), run.place()),
        BOUND,
        remark(run, point, prediction.value()) + (name.equals(MIDDLE) ? story(run) : ""));
  }

  /** The point in the middle stands for all. */
  private static String name(FallbackRun run, FallbackRun.Point point) {
    long percent = Math.round(100.0 * point.budgetBytes() / run.requiredBytes());
    return percent == 50 ? MIDDLE : "fallback, G = %d %% of R".formatted(percent);
  }

  private static String remark(FallbackRun run, FallbackRun.Point point, double predicted) {
    if (run.requiredBytes() <= point.budgetBytes()) {
      return "all fits again: how far this is off is how far the machine has drifted";
    }
    return String.format(
        Locale.ROOT,
        "alpha is %.3g, predicted %.3g, with %.0f %% of R held",
        point.tokensPerSecond() / run.fallen(),
        predicted / run.fallen(),
        100.0 * point.heldBytes() / run.requiredBytes());
  }

  /** Where this was, what happened there, and why it was not on a level before. */
  private static String story(FallbackRun run) {
    String level =
        switch (run.level()) {
          case DEVICE -> "; beyond G the CPU computes";
          case RESIDENT -> run.reread().map(Fallback::reread).orElse("");
          case HOST -> "; the CPU plays the device, so that alpha has little to be off by";
        };
    return run.passedOver().isEmpty()
        ? level
        : level + ". Not higher up: " + String.join("; ", run.passedOver());
  }

  private static String reread(FallbackRun.Reread reread) {
    String disk =
        reread.diskBytes().isPresent()
            ? String.format(Locale.ROOT, "%.4g MB were read", reread.diskBytes().getAsLong() / 1e6)
            : "how much was read is not counted here";
    return String.format(
        Locale.ROOT,
        "; where nothing fits, %.4g MB leave memory behind a token and %s for the next",
        reread.droppedBytes() / 1e6,
        disk);
  }
}
