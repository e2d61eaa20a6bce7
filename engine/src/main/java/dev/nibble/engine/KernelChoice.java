package dev.nibble.engine;

import dev.nibble.engine.kernel.tier.Tier;
import java.util.Optional;

/** Which implementation of the kernels an engine uses. */
public enum KernelChoice {
  /** What fits the machine and the model best; a system property may force it. */
  AUTO,
  /** Plain loops: the reference. */
  SCALAR,
  /** {@code jdk.incubator.vector}. */
  VECTOR,
  /** Products in machine code that is assembled for this processor. */
  ASSEMBLED;

  Optional<Tier> tier() {
    return switch (this) {
      case AUTO -> Optional.empty();
      case SCALAR -> Optional.of(Tier.SCALAR);
      case VECTOR -> Optional.of(Tier.VECTOR);
      case ASSEMBLED -> Optional.of(Tier.ASSEMBLED);
    };
  }
}
