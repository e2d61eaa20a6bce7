package dev.nibble.engine.architecture;

import dev.nibble.weights.GgufFile;
import dev.nibble.weights.MetadataValue.IntegerValue;
import dev.nibble.weights.Tensor;
import java.util.regex.Pattern;

/**
 * How many of a file's parameters one token meets: all of a dense model, the share of the chosen
 * ones of a mixture of experts. Read off names and metadata, so that it is known of models that
 * cannot be run too.
 */
public final class ActiveParameters {
  /** Stacked experts, and those that have a tensor each. */
  private static final Pattern EXPERTS =
      Pattern.compile("blk\\.\\d+\\.ffn_\\w+_exps\\.\\w+|blk\\.\\d+\\.ffn_\\w+\\.\\d+\\.\\w+");

  private ActiveParameters() {}

  /**
   * Counts them.
   *
   * @param file the open file
   * @return the parameters that a token meets; those of all tensors where the file declares no
   *     number of experts, or none that makes sense
   */
  public static long of(GgufFile file) {
    String architecture =
        file.metadata().get("general.architecture").map(Object::toString).orElse("");
    long experts = number(file, architecture + ".expert_count");
    long used = number(file, architecture + ".expert_used_count");
    boolean mixture = used > 0 && used <= experts;
    return mixture ? count(file, used, experts) : count(file, 1, 1);
  }

  private static long number(GgufFile file, String key) {
    return file.metadata().get(key).orElse(null) instanceof IntegerValue(_, long value) ? value : 0;
  }

  private static long count(GgufFile file, long used, long experts) {
    long sum = 0;
    for (Tensor tensor : file.tensors().values()) {
      boolean chosen = EXPERTS.matcher(tensor.name()).matches();
      sum += chosen ? tensor.elements() / experts * used : tensor.elements();
    }
    return sum;
  }
}
