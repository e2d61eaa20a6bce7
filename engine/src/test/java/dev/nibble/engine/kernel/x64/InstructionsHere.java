package dev.nibble.engine.kernel.x64;

import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Sets of instructions of the processor at hand. */
final class InstructionsHere {
  private InstructionsHere() {}

  /**
   * Memory for code of a set; the test is skipped where the processor lacks it.
   *
   * @throws SystemCallException if no memory may hold code
   */
  static CodeMemory require(InstructionSet set) throws SystemCallException {
    Assumptions.assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "code is assembled for x86-64 on Linux");
    CodeMemory memory = new CodeMemory(new SystemCalls(List.of()));
    Assumptions.assumeTrue(
        Processor.features(memory).containsAll(set.features()),
        "the processor lacks " + set.title());
    return memory;
  }
}
