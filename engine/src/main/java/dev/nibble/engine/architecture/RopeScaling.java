package dev.nibble.engine.architecture;

import java.util.Optional;

/**
 * How rotary embedding reaches positions that a model was not first trained for.
 *
 * @param factor what positions are divided by (Chen et al. 2023); 1 leaves them alone
 * @param magnitude a factor on the turned channels
 * @param ramp which pairs are spared the division, if any (YaRN)
 * @param originalContext positions of the first training
 */
public record RopeScaling(
    float factor, float magnitude, Optional<YarnRamp> ramp, int originalContext) {

  /**
   * The same without a factor.
   *
   * @param magnitude the factor on the turned channels
   * @return what leaves positions alone
   */
  public RopeScaling unscaled(float magnitude) {
    return new RopeScaling(1, magnitude, Optional.empty(), originalContext);
  }

  /**
   * YaRN (Peng et al. 2023, section 3.2): pairs that turn often within the original context keep
   * their frequency, pairs that hardly turn are divided by the factor, and those between get a mix.
   *
   * @param fastTurns turns within the original context from which on a pair is spared, beta
   * @param slowTurns turns up to which it is divided in full, alpha
   */
  public record YarnRamp(float fastTurns, float slowTurns) {}
}
