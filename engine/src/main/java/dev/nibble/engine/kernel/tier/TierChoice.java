package dev.nibble.engine.kernel.tier;

import dev.nibble.engine.measure.Check;
import java.util.List;

/**
 * The tier that a model gets.
 *
 * @param tier the tier
 * @param slow what makes it slower than this machine's best
 */
public record TierChoice(Tier tier, List<Check.Slow> slow) {

  /** Copies the list. */
  public TierChoice {
    slow = List.copyOf(slow);
  }
}
