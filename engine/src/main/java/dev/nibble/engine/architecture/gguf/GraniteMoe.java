package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.RopeConfig;
import java.util.Optional;

/** Granite 3 and 4 with experts, of which one may be for every token. */
final class GraniteMoe extends Granite {
  GraniteMoe() {
    super("granitemoe");
  }

  @Override
  Optional<RopeConfig> rope(Numbers numbers, RopeConfig declared, int layer) {
    return Optional.of(declared);
  }
}
