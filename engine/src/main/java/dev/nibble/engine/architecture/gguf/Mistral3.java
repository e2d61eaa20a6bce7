package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.QueryTemperature;
import dev.nibble.engine.architecture.RopeConfig;
import dev.nibble.engine.architecture.RopeScaling.YarnRamp;
import dev.nibble.weights.GgufFormatException;
import java.util.Optional;

/** Ministral 3 and Mistral Small 3 (Mistral AI 2025): YaRN, and queries that grow with position. */
final class Mistral3 extends Architecture {
  Mistral3() {
    super("mistral3");
  }

  @Override
  Yarn yarn(Numbers numbers) throws GgufFormatException {
    YarnRamp recommended = Yarn.RECOMMENDED.ramp();
    return new Yarn(
        new YarnRamp(
            numbers.positive("rope.scaling.yarn_beta_fast", recommended.fastTurns()),
            numbers.positive("rope.scaling.yarn_beta_slow", recommended.slowTurns())),
        numbers.floating("rope.scaling.yarn_log_multiplier", 0));
  }

  @Override
  Optional<QueryTemperature> queryTemperature(Numbers numbers, RopeConfig rope)
      throws GgufFormatException {
    float strength = numbers.floating("attention.temperature_scale", 0);
    return strength == 0
        ? Optional.empty()
        : Optional.of(new QueryTemperature(strength, rope.scaling().originalContext()));
  }
}
