package dev.nibble.engine.predict;

import dev.nibble.engine.evaluate.Ceiling;
import dev.nibble.engine.measure.Arithmetic;
import dev.nibble.engine.predict.evidence.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What one has to know of how something was measured. */
final class ValidationNotes {
  /** A machine that drifts less is quiet. */
  private static final double QUIET = 0.1;

  private final Evidence evidence;
  private final ValidationEffort effort;

  ValidationNotes(Evidence evidence, ValidationEffort effort) {
    this.evidence = evidence;
    this.effort = effort;
  }

  List<String> all() {
    List<String> notes = new ArrayList<>();
    if (effort.equals(ValidationEffort.QUICK)) {
      notes.add("Measured in a hurry (--quick): times are those of a few seconds.");
    }
    Ceiling first = evidence.ceiling();
    Ceiling then = evidence.speed().ceiling();
    if (then.arithmetic() == Arithmetic.INT8) {
      notes.add(
          "Activations are eight bits where weights are codes (--activations int8): arithmetic is"
              + " held against int8 multiply-adds, and what narrow widths lose in perplexity and KL"
              + " is the error of their activations too; the 16-bit reference has none.");
    }
    addDrift(notes, "memory", "GB/s", first.bytesPerSecond(), then.bytesPerSecond());
    addDrift(
        notes,
        then.arithmetic().id() + " arithmetic",
        "GMAC/s",
        first.multiplyAddsPerSecond(),
        then.multiplyAddsPerSecond());
    evidence.fallback().passedOver().forEach(reason -> notes.add("Fallback: " + reason + "."));
    return notes;
  }

  private static void addDrift(
      List<String> notes, String what, String unit, double first, double then) {
    if (Math.abs(then - first) > QUIET * first) {
      notes.add(
          String.format(
              Locale.ROOT,
              "The machine drifted: %s reached %.4g %s at first and %.4g later; other work ran"
                  + " beside this.",
              what,
              first / 1e9,
              unit,
              then / 1e9));
    }
  }
}
