package dev.nibble.engine;

import dev.nibble.engine.measure.Check;
import dev.nibble.engine.measure.SlowPath;
import dev.nibble.weights.GgufFile;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.util.List;
import java.util.function.Predicate;

/**
 * How much of what a model reads of its file while it runs is in memory.
 *
 * @param file the file
 * @param copied whether weights of a type are copied when the model is loaded
 */
record PageCache(GgufFile file, Predicate<TensorType> copied) {
  /** What a local disk reads in a tenth of a second or less: nobody notices. */
  private static final long UNNOTICED_BYTES = 64L << 20;

  /** Looks at the file, and at its parts where it is not in memory as a whole. */
  Check check() {
    Check whole = check("file", file.bytes(), file.residentShare());
    if (whole instanceof Check.Passed) {
      return whole;
    }
    List<Tensor> left =
        file.tensors().values().stream().filter(tensor -> !copied.test(tensor.type())).toList();
    long bytes = left.stream().mapToLong(Tensor::bytes).sum();
    return bytes <= UNNOTICED_BYTES
        ? new Check.Passed(SlowPath.COLD_WEIGHTS.title(), "the weights are copied from the file")
        : check("weights that stay in the file", bytes, file.residentShare(left));
  }

  /** No format: its classes would be loaded before the first token. */
  static Check check(String what, long bytes, double residentShare) {
    String found = Math.round(100 * residentShare) + " % of the " + what + " in memory";
    return (1 - residentShare) * bytes <= UNNOTICED_BYTES
        ? new Check.Passed(SlowPath.COLD_WEIGHTS.title(), found)
        : new Check.Slow(
            SlowPath.COLD_WEIGHTS,
            "only " + found + ", the rest is read from disk while the model runs",
            "run it again; if that says the same, memory is too small for the file");
  }
}
