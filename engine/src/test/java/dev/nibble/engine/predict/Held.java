package dev.nibble.engine.predict;

import dev.nibble.engine.evaluate.Ceiling;
import dev.nibble.engine.measure.Arithmetic;
import dev.nibble.engine.predict.evidence.CountedWork;
import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.MemoryUse;
import dev.nibble.engine.predict.evidence.ModelFacts;
import dev.nibble.engine.predict.evidence.PagedMemory;
import dev.nibble.engine.predict.evidence.TextTokens;
import dev.nibble.engine.predict.evidence.WidthResult;
import java.util.List;

/** Evidence of sizes alone; a law that asks for more fails. */
final class Held {
  private Held() {}

  static Evidence of(ModelFacts model) {
    return of(model, null, null, null, null, List.of());
  }

  static Evidence of(
      ModelFacts model,
      MemoryUse memory,
      CountedWork work,
      TextTokens text,
      PagedMemory paging,
      List<WidthResult> widths) {
    return new Evidence(
        model,
        new Ceiling("scalar", Arithmetic.FLOAT32, 1, 1e9, 1e9),
        memory,
        work,
        text,
        null,
        List.of(),
        List.of(),
        paging,
        widths,
        List.of(),
        null);
  }

  /** The finding of a name. */
  static Finding finding(List<Finding> findings, String name) {
    return findings.stream()
        .filter(finding -> finding.prediction().name().equals(name))
        .findAny()
        .orElseThrow();
  }
}
