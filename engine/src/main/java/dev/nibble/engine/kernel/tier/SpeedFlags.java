package dev.nibble.engine.kernel.tier;

import dev.nibble.engine.measure.Check;
import dev.nibble.engine.measure.JavaOptions;
import dev.nibble.engine.measure.SlowPath;
import java.util.List;
import java.util.Optional;

/**
 * The flags that the launcher passes for speed, and that a process started otherwise may lack. The
 * module of the Vector API has a check of its own.
 */
final class SpeedFlags {
  /**
   * Kernels stay apart from their callers, and C2 compiles them at a twentieth of its thresholds: a
   * model of a billion weights has its first token after 1.4 s in place of 2.0 (16 tokens, Q8_0,
   * two cores of an AMD EPYC Zen 5, JDK 25.0.3, 2026-11-26).
   */
  private static final List<String> NEEDED =
      List.of(
          "-XX:CompileCommand=dontinline,dev.nibble.engine.kernel.vector.*::multiplyGroups",
          "-XX:CompileCommand=CompileThresholdScaling,dev.nibble.engine.kernel.vector.*::*,0.05");

  private SpeedFlags() {}

  static Check check(Optional<JavaOptions> options) {
    return check(options, NEEDED);
  }

  /** Where the options cannot be known, none is said to be missing. */
  static Check check(Optional<JavaOptions> options, List<String> needed) {
    if (options.isEmpty()) {
      return new Check.Passed(SlowPath.FLAGS.title(), "unknown");
    }
    for (String flag : needed) {
      if (!options.get().has(flag)) {
        return new Check.Slow(
            SlowPath.FLAGS,
            flag + " is not among the flags: " + options.get(),
            "start java with " + String.join(" ", needed));
      }
    }
    return new Check.Passed(SlowPath.FLAGS.title(), options.get().toString());
  }
}
