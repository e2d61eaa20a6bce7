package dev.nibble.engine.kernel.tier;

import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.scalar.ScalarKernels;
import dev.nibble.engine.kernel.vector.Lanes;
import dev.nibble.engine.kernel.vector.VectorKernels;
import dev.nibble.engine.measure.Check;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Chooses a tier, once for each model that is loaded. */
public final class TierSelector {
  /**
   * The property that forces a tier where the caller does not: {@code scalar} or {@code vector}.
   */
  public static final String TIER_PROPERTY = "nibble.kernels";

  /**
   * Below this many weights the scalar tier is chosen. C2 takes about half a second to compile the
   * vector kernels, in which they run a hundred times slower; the scalar loops make 1 to 2 GMAC/s
   * from the start, so that a first text of 200 tokens from a model of this size is done by then
   * (AMD EPYC Zen 4, JDK 25.0.3, 2026-11-22).
   */
  public static final long MIN_WEIGHTS_FOR_VECTOR = 4_000_000;

  private static final System.Logger LOG = System.getLogger("dev.nibble.engine.kernel");

  private TierSelector() {}

  /**
   * What the kernels need of this process, for reports.
   *
   * @return the checks, in order, up to the first that did not pass
   */
  public static List<Check> checks() {
    return TierChecks.all();
  }

  /**
   * The tier for a model.
   *
   * @param forced the tier that the caller wants, if any; otherwise {@link #TIER_PROPERTY} and then
   *     the checks decide
   * @param weights how many weights a token is multiplied with
   * @return the tier
   * @throws IllegalStateException if the tier that is forced cannot run in this process
   * @throws IllegalArgumentException if a property has a value that makes no sense
   */
  public static Tier select(Optional<Tier> forced, long weights) {
    checkWidthProperty();
    Check compiler = TierChecks.optimizingCompiler();
    warnUnlessPassed(compiler);
    Optional<Tier> wanted = forced.or(TierSelector::tierProperty);
    if (wanted.isPresent()) {
      return wanted.get() == Tier.VECTOR ? forcedVector() : Tier.SCALAR;
    }
    if (!compiler.passed() || weights < MIN_WEIGHTS_FOR_VECTOR) {
      return Tier.SCALAR;
    }
    Check last = TierChecks.vectorUnit().getLast();
    warnUnlessPassed(last);
    return last.passed() ? Tier.VECTOR : Tier.SCALAR;
  }

  private static Tier forcedVector() {
    Check last = TierChecks.vectorUnit().getLast();
    if (!last.passed()) {
      throw new IllegalStateException(
          "the vector kernels cannot run: %s; %s".formatted(last.found(), last.remedy()));
    }
    return Tier.VECTOR;
  }

  private static void warnUnlessPassed(Check check) {
    if (!check.passed()) {
      LOG.log(Level.WARNING, "slow: {0}; {1}", check.found(), check.remedy());
    }
  }

  /**
   * Starts the kernels of a tier.
   *
   * @param tier the tier
   * @param threads how many threads work on an operation, 1 or more
   * @return the kernels, to be closed by the caller
   */
  public static Kernels start(Tier tier, int threads) {
    return switch (tier) {
      case SCALAR -> new ScalarKernels(threads);
      case VECTOR -> new VectorKernels(threads);
    };
  }

  private static Optional<Tier> tierProperty() {
    String value = System.getProperty(TIER_PROPERTY);
    if (value == null || value.isEmpty()) {
      return Optional.empty();
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "scalar" -> Optional.of(Tier.SCALAR);
      case "vector" -> Optional.of(Tier.VECTOR);
      default ->
          throw new IllegalArgumentException(
              "-D%s=%s, expected scalar or vector".formatted(TIER_PROPERTY, value));
    };
  }

  /** An invalid width would otherwise surface as a failed class initialization. */
  private static void checkWidthProperty() {
    String value = System.getProperty(Lanes.WIDTH_PROPERTY);
    if (value != null && !List.of("128", "256", "512").contains(value)) {
      throw new IllegalArgumentException(
          "-D%s=%s, expected 128, 256 or 512".formatted(Lanes.WIDTH_PROPERTY, value));
    }
  }
}
