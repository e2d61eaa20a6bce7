package dev.nibble.engine.kernel.tier;

import dev.nibble.engine.architecture.ModelTensors;
import dev.nibble.engine.kernel.CeilingLoops;
import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.scalar.ScalarCeiling;
import dev.nibble.engine.kernel.scalar.ScalarKernels;
import dev.nibble.engine.kernel.vector.Lanes;
import dev.nibble.engine.kernel.vector.VectorCeiling;
import dev.nibble.engine.kernel.vector.VectorKernels;
import dev.nibble.engine.kernel.x64.AssembledCode;
import dev.nibble.engine.kernel.x64.AssembledKernels;
import dev.nibble.engine.measure.Arithmetic;
import dev.nibble.engine.measure.Check;
import dev.nibble.engine.measure.JavaOptions;
import dev.nibble.weights.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Chooses a tier, once for each model that is loaded. */
public final class TierSelector {
  /**
   * The property that forces a tier where the caller does not: {@code scalar}, {@code vector} or
   * {@code assembled}.
   */
  public static final String TIER_PROPERTY = "nibble.kernels";

  /**
   * Below this many weights the scalar tier is chosen. C2 takes about half a second to compile the
   * vector kernels, in which they run a hundred times slower; the scalar loops make 1 to 2 GMAC/s
   * from the start, so that a first text of 200 tokens from a model of this size is done by then
   * (AMD EPYC Zen 4, JDK 25.0.3, 2026-11-22).
   */
  public static final long MIN_WEIGHTS_FOR_VECTOR = 4_000_000;

  private TierSelector() {}

  /**
   * What the kernels need of this process, for reports.
   *
   * @return the checks, in order
   */
  public static List<Check> checks() {
    Optional<JavaOptions> options = JavaOptions.ofThisProcess();
    List<Check> checks = new ArrayList<>();
    checks.add(compiler(options));
    checks.addAll(VectorChecks.all());
    checks.add(AssembledChecks.ofThisProcess().check());
    checks.add(SpeedFlags.check(options));
    return checks;
  }

  private static Check compiler(Optional<JavaOptions> options) {
    return CompilerCheck.check(System.getProperty("java.vm.info", ""), options);
  }

  /**
   * The tier for a model.
   *
   * @param forced the tier that the caller wants, if any; otherwise {@link #TIER_PROPERTY} and then
   *     the checks decide
   * @param weights how many weights a token is multiplied with
   * @param besideDevice whether a device computes layers, in float32: what it gives back is then
   *     computed in float32 too
   * @return the tier, and what slows it down; where the scalar tier was asked for or the model is
   *     small, vectors are not missed
   * @throws IllegalStateException if the tier that is forced cannot run in this process
   * @throws IllegalArgumentException if a property has a value that makes no sense
   */
  public static TierChoice select(Optional<Tier> forced, long weights, boolean besideDevice) {
    return select(forced, weights, besideDevice, AssembledChecks::ofThisProcess);
  }

  /**
   * The tier for a model whose weights must be read where they are.
   *
   * @param forced the tier that the caller wants, if any; {@link Tier#VECTOR} stands in for one
   *     that copies weights
   * @param weights how many weights a token is multiplied with
   * @return the tier, and what slows it down
   * @throws IllegalStateException if the tier that is forced cannot run in this process
   * @throws IllegalArgumentException if a property has a value that makes no sense
   */
  public static TierChoice selectInPlace(Optional<Tier> forced, long weights) {
    TierChoice choice = select(forced, weights, true);
    return choice.tier() == Tier.ASSEMBLED ? new TierChoice(Tier.VECTOR, choice.slow()) : choice;
  }

  /** The same with what a test says of assembled code, which is asked where it is wanted. */
  static TierChoice select(
      Optional<Tier> forced,
      long weights,
      boolean besideDevice,
      Supplier<AssembledChecks> assembled) {
    checkWidthProperty();
    Optional<JavaOptions> options = JavaOptions.ofThisProcess();
    Check compiler = compiler(options);
    List<Check> checks = new ArrayList<>(List.of(compiler, SpeedFlags.check(options)));
    Tier tier = forced.or(TierSelector::tierProperty).orElse(Tier.SCALAR);
    boolean chosen = forced.isPresent() || tierProperty().isPresent();
    if (!chosen && weights >= MIN_WEIGHTS_FOR_VECTOR && compiler instanceof Check.Passed) {
      tier = besideDevice ? Tier.VECTOR : Tier.ASSEMBLED;
    }
    if (chosen) {
      require(tier, assembled);
    }
    if (tier == Tier.SCALAR) {
      return new TierChoice(tier, slow(checks));
    }
    checks.addAll(VectorChecks.all());
    if (tier == Tier.ASSEMBLED) {
      checks.add(assembled.get().check());
    }
    return new TierChoice(usable(tier, assembled), slow(checks));
  }

  /** The tier, or the one below it that can run here. */
  private static Tier usable(Tier tier, Supplier<AssembledChecks> assembled) {
    if (!VectorChecks.usable()) {
      return Tier.SCALAR;
    }
    return tier == Tier.ASSEMBLED && assembled.get().code().isEmpty() ? Tier.VECTOR : tier;
  }

  private static void require(Tier tier, Supplier<AssembledChecks> assembled) {
    if (tier != Tier.SCALAR && !VectorChecks.usable()) {
      Check.Slow last = slow(VectorChecks.all()).getLast();
      throw new IllegalStateException(
          "the vector kernels cannot run: %s; %s".formatted(last.found(), last.remedy()));
    }
    if (tier == Tier.ASSEMBLED && assembled.get().code().isEmpty()) {
      Check check = assembled.get().check();
      throw new IllegalStateException(
          "the assembled kernels cannot run: %s; %s"
              .formatted(
                  check.found(),
                  check instanceof Check.Slow slow ? slow.remedy() : "leave --kernels out"));
    }
  }

  private static List<Check.Slow> slow(List<Check> checks) {
    List<Check.Slow> slow = new ArrayList<>();
    for (Check check : checks) {
      if (check instanceof Check.Slow one) {
        slow.add(one);
      }
    }
    return slow;
  }

  /**
   * The loops that show what this machine can do at best: those of the vector tier, where it runs.
   *
   * @return the loops
   */
  public static CeilingLoops ceilingLoops() {
    checkWidthProperty();
    boolean vectors =
        compiler(JavaOptions.ofThisProcess()) instanceof Check.Passed && VectorChecks.usable();
    return vectors ? new VectorCeiling() : new ScalarCeiling();
  }

  /**
   * Starts the kernels of a tier for weights anywhere in memory, with activations that the tier
   * multiplies fastest.
   *
   * @param tier the tier
   * @param threads how many threads work on an operation, 1 or more
   * @return the kernels, to be closed by the caller
   */
  public static Kernels start(Tier tier, int threads) {
    return start(tier, threads, true, false);
  }

  /**
   * Starts the kernels of a tier.
   *
   * @param tier the tier
   * @param threads how many threads work on an operation, 1 or more
   * @param quantizing whether activations may be made eight bits
   * @param mapped whether all weights are views of a mapped file, whose pages need not stay in
   *     memory once they were copied
   * @return the kernels, to be closed by the caller
   */
  public static Kernels start(Tier tier, int threads, boolean quantizing, boolean mapped) {
    return switch (tier) {
      case SCALAR -> new ScalarKernels(threads);
      case VECTOR -> new VectorKernels(threads);
      case ASSEMBLED ->
          new AssembledKernels(
              AssembledChecks.ofThisProcess().code().orElseThrow(), threads, quantizing, mapped);
    };
  }

  /**
   * Whether the kernels of a tier multiply copies of weights, made when these are prepared, and
   * read the file no more.
   *
   * @param tier the tier
   * @param quantizing whether activations may be made eight bits
   * @param type the type of the weights
   */
  public static boolean copies(Tier tier, boolean quantizing, TensorType type) {
    return tier == Tier.ASSEMBLED
        && AssembledChecks.ofThisProcess().code().orElseThrow().packs(type, quantizing);
  }

  /**
   * What most multiply-adds of a token are, with the kernels of a tier.
   *
   * @param tier the tier
   * @param quantizing whether activations may be made eight bits
   * @param tensors those of the model
   * @return the arithmetic of more than half of the weights that a token is multiplied with
   */
  public static Arithmetic arithmetic(Tier tier, boolean quantizing, ModelTensors tensors) {
    if (tier != Tier.ASSEMBLED || !quantizing) {
      return Arithmetic.FLOAT32;
    }
    AssembledCode code = AssembledChecks.ofThisProcess().code().orElseThrow();
    long bytes =
        tensors.sumOfAToken(tensor -> code.multipliesBytes(tensor.type()) ? tensor.elements() : 0L);
    return 2 * bytes > tensors.multipliedWeights() ? Arithmetic.INT8 : Arithmetic.FLOAT32;
  }

  private static Optional<Tier> tierProperty() {
    String value = System.getProperty(TIER_PROPERTY);
    if (value == null || value.isEmpty()) {
      return Optional.empty();
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "scalar" -> Optional.of(Tier.SCALAR);
      case "vector" -> Optional.of(Tier.VECTOR);
      case "assembled" -> Optional.of(Tier.ASSEMBLED);
      default ->
          throw new IllegalArgumentException(
              "-D%s=%s, expected scalar, vector or assembled".formatted(TIER_PROPERTY, value));
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
