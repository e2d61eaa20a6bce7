package dev.nibble.engine.kernel.tier;

import dev.nibble.engine.kernel.x64.AssembledCode;
import dev.nibble.engine.kernel.x64.AssembledCode.Outcome;
import dev.nibble.engine.measure.Check;
import dev.nibble.engine.measure.SlowPath;
import java.util.Optional;

/**
 * What the assembled tier needs of the process; it also needs what the vector tier needs.
 *
 * @param outcome what became of the attempt to assemble
 */
record AssembledChecks(Outcome outcome) {

  /** Those of this process. */
  static AssembledChecks ofThisProcess() {
    return new AssembledChecks(AssembledCode.ofThisProcess());
  }

  /** The code, where there is some. */
  Optional<AssembledCode> code() {
    return VectorChecks.usable() && outcome instanceof Outcome.Usable(AssembledCode code)
        ? Optional.of(code)
        : Optional.empty();
  }

  /** A processor that has no such code is as it should be. */
  Check check() {
    String name = SlowPath.ASSEMBLED.title();
    return switch (outcome) {
      case Outcome.Usable(AssembledCode code) -> new Check.Passed(name, code.description());
      case Outcome.Unsupported(String reason) -> new Check.Passed(name, "none: " + reason);
      case Outcome.Refused(String reason, String remedy) ->
          new Check.Slow(SlowPath.ASSEMBLED, "no assembled kernels: " + reason, remedy);
    };
  }
}
