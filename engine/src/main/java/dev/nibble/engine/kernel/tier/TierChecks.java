package dev.nibble.engine.kernel.tier;

import dev.nibble.engine.kernel.vector.Lanes;
import dev.nibble.engine.measure.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the kernels need of the process, a check each. */
final class TierChecks {
  private static final String VECTOR_MODULE = "jdk.incubator.vector";

  private TierChecks() {}

  /**
   * All checks, in the order in which they are looked at; the first that does not pass ends the
   * list, since the later ones build on it.
   */
  static List<Check> all() {
    List<Check> checks = new ArrayList<>();
    checks.add(optimizingCompiler());
    if (checks.getLast().passed()) {
      checks.addAll(vectorUnit());
    }
    return checks;
  }

  /** The checks of the vector tier alone, up to the first that does not pass. */
  static List<Check> vectorUnit() {
    Check module = vectorModule();
    return module.passed() ? List.of(module, vectorWidth()) : List.of(module);
  }

  /**
   * Without C2 every loop is slow, and vectors are slower than loops: only C2 turns their objects
   * into instructions.
   */
  static Check optimizingCompiler() {
    String mode = System.getProperty("java.vm.info", "");
    return mode.contains("interpreted") || mode.contains("emulated-client")
        ? Check.failed(
            "C2",
            "the virtual machine runs in " + mode,
            "remove -Xint, -XX:TieredStopAtLevel and -client from the java command")
        : Check.passed("C2", mode);
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
}
