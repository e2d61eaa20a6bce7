package dev.nibble.engine.kernel.vector;

import dev.nibble.engine.kernel.CeilingLoopsContract;

final class VectorCeilingTest extends CeilingLoopsContract {
  VectorCeilingTest() {
    super(new VectorCeiling());
  }
}
