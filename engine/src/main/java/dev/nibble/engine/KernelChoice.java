package dev.nibble.engine;

import dev.nibble.engine.kernel.tier.Tier;
import java.util.Optional;

/** Which implementation of the kernels an engine uses. */
public enum KernelChoice {
  /** What fits the machine and the model best; a system property may force it. */
  AUTO(null),
  /** Plain loops: the reference. */
  SCALAR(Tier.SCALAR),
  /** {@code jdk.incubator.vector}. */
  VECTOR(Tier.VECTOR);

  private final Tier tier;

  KernelChoice(Tier tier) {
    this.tier = tier;
  }

  Optional<Tier> tier() {
    return Optional.ofNullable(tier);
  }
}
