package dev.nibble.engine.kernel.scalar;

import dev.nibble.engine.kernel.CeilingLoopsContract;

final class ScalarCeilingTest extends CeilingLoopsContract {
  ScalarCeilingTest() {
    super(new ScalarCeiling());
  }
}
