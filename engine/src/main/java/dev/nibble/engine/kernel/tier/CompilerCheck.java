package dev.nibble.engine.kernel.tier;

import dev.nibble.engine.measure.Check;
import dev.nibble.engine.measure.JavaOptions;
import dev.nibble.engine.measure.SlowPath;
import java.util.Optional;

/**
 * Whether C2 compiles. Without it every loop is slow, and vectors are slower than loops: only C2
 * turns their objects into instructions.
 */
final class CompilerCheck {
  private static final String LEVEL = "-XX:TieredStopAtLevel=";

  /** The level of C2; those below it are C1's. */
  private static final String C2_LEVEL = "4";

  private CompilerCheck() {}

  /**
   * The check.
   *
   * @param mode what the virtual machine says of itself in {@code java.vm.info}; it does not tell
   *     the levels 2 and 3
   * @param options the process's options, where they are known
   */
  static Check check(String mode, Optional<JavaOptions> options) {
    if (mode.contains("interpreted") || mode.contains("emulated-client")) {
      return slow("the virtual machine runs in " + mode);
    }
    Optional<String> level =
        options.isPresent() ? options.get().value(LEVEL) : Optional.<String>empty();
    if (level.isPresent() && !level.get().equals(C2_LEVEL)) {
      return slow("the virtual machine compiles up to level " + level.get() + " of " + C2_LEVEL);
    }
    return new Check.Passed(SlowPath.COMPILER.title(), mode);
  }

  private static Check slow(String found) {
    return new Check.Slow(
        SlowPath.COMPILER,
        found,
        "remove -Xint, -XX:TieredStopAtLevel and -client from the java command");
  }
}
