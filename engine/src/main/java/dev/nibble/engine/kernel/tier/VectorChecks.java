package dev.nibble.engine.kernel.tier;

import dev.nibble.engine.kernel.vector.Lanes;
import dev.nibble.engine.measure.Check;
import dev.nibble.engine.measure.SlowPath;
import java.util.List;

/** What the vector tier needs of the process. */
final class VectorChecks {
  private static final String MODULE = "jdk.incubator.vector";

  /** Narrower ones do half of what the arithmetic units of a server or a laptop can. */
  private static final int WIDE_BITS = 256;

  private VectorChecks() {}

  /** The module, and where it is there, the width. */
  static List<Check> all() {
    return hasModule() ? List.of(module(), width()) : List.of(module());
  }

  /** Whether the tier runs here at all. */
  static boolean usable() {
    return hasModule() && Lanes.preferredBits() >= Lanes.MIN_BITS;
  }

  private static boolean hasModule() {
    return ModuleLayer.boot().findModule(MODULE).isPresent();
  }

  private static Check module() {
    return hasModule()
        ? new Check.Passed(SlowPath.VECTOR_API.title(), MODULE)
        : new Check.Slow(
            SlowPath.VECTOR_API,
            MODULE + " is not among the modules of this process",
            "start java with --add-modules " + MODULE);
  }

  private static Check width() {
    int preferred = Lanes.preferredBits();
    if (preferred < WIDE_BITS) {
      return slow(
          preferred + " bits are the widest vectors here",
          "remove -XX:UseAVX, -XX:UseSSE and -XX:MaxVectorSize from the java command if they are"
              + " there; otherwise the processor has no wider ones");
    }
    if (Lanes.BITS == preferred) {
      return new Check.Passed(SlowPath.VECTOR_WIDTH.title(), preferred + " bits");
    }
    String found =
        "%d bits, forced by -D%s; the machine prefers %d"
            .formatted(Lanes.BITS, Lanes.WIDTH_PROPERTY, preferred);
    return Lanes.BITS < WIDE_BITS
        ? slow(found, "remove -D" + Lanes.WIDTH_PROPERTY + " from the java command")
        : new Check.Passed(SlowPath.VECTOR_WIDTH.title(), found);
  }

  private static Check slow(String found, String remedy) {
    return new Check.Slow(SlowPath.VECTOR_WIDTH, found, remedy);
  }
}
