package dev.nibble.cli.fallback;

import dev.nibble.cli.page.ByteUnit;
import dev.nibble.engine.device.DeviceInfo;
import dev.nibble.engine.device.PlacementChange;
import dev.nibble.engine.measure.FallbackFade;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * All that was seen while the budget of a device changed.
 *
 * @param device the device
 * @param layers how many layers the model has
 * @param planned what was planned for the device
 * @param levels the levels of the budget, in order
 * @param tokens the tokens, in order; each level has one or more
 * @param changes what moved, in order
 */
public record FallbackTrace(
    DeviceInfo device,
    int layers,
    OnDevice planned,
    List<Level> levels,
    List<TracedToken> tokens,
    List<PlacementChange> changes) {

  /** Copies the lists. */
  public FallbackTrace {
    levels = List.copyOf(levels);
    tokens = List.copyOf(tokens);
    changes = List.copyOf(changes);
  }

  /** A phase a level. */
  public List<Phase> phases() {
    return IntStream.range(0, levels.size())
        .mapToObj(level ->
            new Phase(
                levels.get(level).stage(),
                tokens.stream().filter(token -> token.level() == level).toList()))
        .toList();
  }

  /** The largest of all sizes. */
  long mostBytes() {
    return tokens.stream()
        .mapToLong(token ->
            Math.max(Math.max(token.requiredBytes(), token.budgetBytes()), token.usedBytes()))
        .max()
        .orElseThrow();
  }

  /** The unit for all sizes. */
  ByteUnit unit() {
    return ByteUnit.forBytes(mostBytes());
  }

  private FallbackFade fade() {
    FallbackFade fade = new FallbackFade();
    for (TracedToken token : tokens) {
      if (!token.moved()) {
        fade.count(1, token.nanos(), token.held().units(), planned.units());
      }
    }
    return fade;
  }

  /** P_opt, tokens a second with everything planned on the device; empty where none was timed. */
  public OptionalDouble optimal() {
    return fade().optimal();
  }

  /** P_fall, tokens a second with nothing on the device; empty where none was timed. */
  public OptionalDouble fallen() {
    return fade().fallen();
  }

  /**
   * The alpha of a phase, its speed in units of P_fall.
   *
   * @param phase one of the phases
   * @return empty where R was at most G, or where it was not timed
   */
  public OptionalDouble alpha(Phase phase) {
    OptionalDouble fallen = fallen();
    OptionalDouble speed = phase.perSecond();
    return phase.stage() == Stage.OPTIMAL || fallen.isEmpty() || speed.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(speed.getAsDouble() / fallen.getAsDouble());
  }

  /** The alphas of all phases that have one, in order. */
  public List<Double> alphas() {
    return phases().stream()
        .map(this::alpha)
        .filter(OptionalDouble::isPresent)
        .map(OptionalDouble::getAsDouble)
        .toList();
  }
}
