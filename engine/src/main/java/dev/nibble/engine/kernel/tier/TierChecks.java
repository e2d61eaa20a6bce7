package dev.nibble.engine.kernel.tier;

import dev.nibble.engine.kernel.vector.Lanes;
import dev.nibble.engine.measure.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the vector tier needs of the process, in the order in which it is looked at. The first check
 * that does not pass ends the list, since the later ones build on it.
 */
final class TierChecks {
  private static final String VECTOR_MODULE = "jdk.incubator.vector";

  private TierChecks() {}

  static List<Check> run() {
    List<Check> checks = new ArrayList<>();
    checks.add(vectorModule());
    if (checks.getLast().passed()) {
      checks.add(vectorWidth());
    }
    if (checks.getLast().passed()) {
      checks.add(optimizingCompiler());
    }
    return checks;
  }

  private static Check vectorModule() {
    Optional<Module> module = ModuleLayer.boot().findModule(VECTOR_MODULE);
    return module.isPresent()
        ? Check.passed("Vector API", VECTOR_MODULE)
        : Check.failed(
            "Vector API",
            VECTOR_MODULE + " is not among the modules of this process",
            "start java with --add-modules " + VECTOR_MODULE);
  }

  private static Check vectorWidth() {
    int preferred = Lanes.preferredBits();
    String found =
        Lanes.BITS == preferred
            ? preferred + " bits"
            : "%d bits, forced by -D%s; the machine prefers %d"
                .formatted(Lanes.BITS, Lanes.WIDTH_PROPERTY, preferred);
    return preferred >= Lanes.MIN_BITS
        ? Check.passed("vector width", found)
        : Check.failed(
            "vector width",
            found + ", too narrow to pay",
            "remove -XX:UseAVX, -XX:UseSSE and -XX:MaxVectorSize from the java command");
  }

  /** Only C2 turns vector objects into instructions; every other mode allocates each of them. */
  private static Check optimizingCompiler() {
    String mode = System.getProperty("java.vm.info", "");
    return mode.contains("interpreted") || mode.contains("emulated-client")
        ? Check.failed(
            "C2",
            "the virtual machine runs in " + mode,
            "remove -Xint, -XX:TieredStopAtLevel and -client from the java command")
        : Check.passed("C2", mode);
  }
}
