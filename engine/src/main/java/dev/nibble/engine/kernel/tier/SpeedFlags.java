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
  private static final String KEEP_APART =
      "-XX:CompileCommand=dontinline,dev.nibble.engine.kernel.vector.*::";

  /**
   * Where C2 inlines the kernels of Q4_K and Q6_K into their callers it reaches its limit of nodes
   * and boxes vectors: 0.6 to 1 G weights/s in place of 8 to 10 (one core of an AMD EPYC Zen 4, JDK
   * 25.0.3, 2026-11-22).
   */
  private static final List<String> NEEDED =
      List.of(KEEP_APART + "multiplyGroup", KEEP_APART + "readScales");

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
