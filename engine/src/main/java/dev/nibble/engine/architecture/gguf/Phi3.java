package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.Pairing;

/**
 * Phi 3, 3.5 and 4 (Abdin et al. 2024): the gate in the upper half of one matrix. Its sliding
 * window is not applied, as in llama.cpp, whose files give windows to models that have none.
 */
final class Phi3 extends Architecture {
  Phi3() {
    super("phi3");
  }

  @Override
  Pairing pairing() {
    return Pairing.HALVES;
  }

  @Override
  boolean fusesProjections() {
    return true;
  }

  @Override
  boolean gateInUp() {
    return true;
  }
}
