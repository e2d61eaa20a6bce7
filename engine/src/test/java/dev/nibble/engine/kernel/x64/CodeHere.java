package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.x64.AssembledCode.Outcome;
import org.junit.jupiter.api.Assumptions;

/** The code of this process. */
public final class CodeHere {
  private CodeHere() {}

  /** The code; a test that needs it is skipped where the machine has none. */
  public static AssembledCode require() {
    Outcome outcome = AssembledCode.ofThisProcess();
    Assumptions.assumeTrue(outcome instanceof Outcome.Usable, outcome::toString);
    return ((Outcome.Usable) outcome).code();
  }
}
