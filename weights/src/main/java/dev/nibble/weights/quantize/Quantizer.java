package dev.nibble.weights.quantize;

import dev.nibble.weights.AtomicFile;
import dev.nibble.weights.GgufFile;
import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.GgufWriter;
import dev.nibble.weights.MetadataValue;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.format.BlockFormat;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes a model again with its matrices in other types.
 *
 * <p>One tensor is in memory at a time. The new file appears whole or not at all.
 */
public final class Quantizer {
  private static final Set<TensorType> FLOATS =
      Set.of(TensorType.F32, TensorType.F16, TensorType.BF16);

  private static final Set<TensorType> READABLE =
      Arrays.stream(TensorType.values())
          .filter(type -> BlockFormat.of(type).isPresent())
          .collect(Collectors.toUnmodifiableSet());

  /** The version of ggml's block formats. */
  private static final int QUANTIZATION_VERSION = 2;

  private final Recipe recipe;
  private final Importance importance;
  private final int threads;
  private final Set<TensorType> sources;

  /**
   * Prepares.
   *
   * @param recipe which type each tensor gets
   * @param importance what an error of each input channel weighs, or {@link Importance#none()}
   * @param threads how many work on a tensor, 1 or more
   */
  public Quantizer(Recipe recipe, Importance importance, int threads) {
    this(recipe, importance, threads, FLOATS);
  }

  private Quantizer(Recipe recipe, Importance importance, int threads, Set<TensorType> sources) {
    if (threads < 1) {
      throw new IllegalArgumentException(threads + " threads, expected 1 or more");
    }
    this.recipe = recipe;
    this.importance = importance;
    this.threads = threads;
    this.sources = sources;
  }

  /**
   * Prepares for models that were quantized before as well: to measure, not to publish. What they
   * lost stays lost, and errors are those against what was left.
   *
   * @param recipe which type each tensor gets
   * @param threads how many work on a tensor, 1 or more
   * @return the quantizer
   */
  public static Quantizer requantizing(Recipe recipe, int threads) {
    return new Quantizer(recipe, Importance.none(), threads, READABLE);
  }

  /** Which type each tensor gets. */
  public Recipe recipe() {
    return recipe;
  }

  /**
   * Writes the file.
   *
   * @param source the model, its matrices in F32, F16 or BF16 unless this is {@link #requantizing}
   * @param target the file to make or to replace
   * @param listener watches, on the calling thread
   * @return what became of each tensor
   * @throws GgufFormatException if the file is a vocabulary or a part, a matrix has another type,
   *     or a weight that is no number or beyond the range of its new type; the error names the
   *     tensor
   * @throws IllegalArgumentException if the target is the source, or the importance is of another
   *     model
   * @throws IOException if the target cannot be written; it is then as it was
   */
  public QuantizationReport quantize(GgufFile source, Path target, QuantizationListener listener)
      throws IOException {
    final long begin = System.nanoTime();
    AtomicFile.check(target, source.path());
    List<TensorPlan> plans = recipe.plan(source);
    check(source, plans);
    List<QuantizedTensor> done = new ArrayList<>();
    long largest =
        plans.stream().filter(p -> !p.kept()).mapToLong(Quantizer::newBytes).max().orElse(0);
    try (Arena arena = Arena.ofShared();
        RowBands bands = new RowBands(threads)) {
      MemorySegment memory = arena.allocate(largest);
      Progress progress = new Progress(plans, listener);
      GgufWriter writer = new GgufWriter().putAll(source.metadata());
      writer.put("general.file_type", MetadataValue.uint32(recipe.fileType()));
      writer.put("general.quantization_version", MetadataValue.uint32(QUANTIZATION_VERSION));
      for (TensorPlan plan : plans) {
        Tensor tensor = plan.tensor();
        writer.add(
            tensor.name(),
            plan.type(),
            tensor.shape(),
            () -> {
              if (plan.kept()) {
                done.add(result(plan, keep(tensor, progress)));
                return tensor.data();
              }
              MemorySegment data = memory.asSlice(0, newBytes(plan));
              float[] weighed = importance.of(tensor.name());
              done.add(
                  result(plan, new TensorConversion(plan, weighed, data).run(bands, progress)));
              return data;
            });
      }
      writer.write(target);
    }
    return new QuantizationReport(recipe.name(), done, System.nanoTime() - begin);
  }

  private static QuantizationError keep(Tensor tensor, Progress progress) throws IOException {
    if (FLOATS.contains(tensor.type())) {
      TensorConversion.checkNumbers(tensor);
    }
    progress.add(tensor, tensor.elements());
    return QuantizationError.NONE;
  }

  private void check(GgufFile source, List<TensorPlan> plans) throws IOException {
    if (plans.isEmpty()) {
      throw new GgufFormatException(
          0, "there is no tensor, expected a model: this file is a vocabulary alone");
    }
    if (source.metadata().integer("split.count", 0, Integer.MAX_VALUE).orElse(1) > 1) {
      throw source.metadata().malformed("split.count", "says that this is a part: merge all first");
    }
    for (TensorPlan plan : plans) {
      check(plan);
    }
    Set<String> known = importance.tensors();
    if (!known.isEmpty()
        && plans.stream().noneMatch(plan -> known.contains(plan.tensor().name()))) {
      throw new IllegalArgumentException(
          "the importance is about %s and others, none of which this model has: it is of another"
              .formatted(importance.tensors().getFirst()));
    }
  }

  private void check(TensorPlan plan) throws IOException {
    Tensor tensor = plan.tensor();
    if (!plan.kept() && !sources.contains(tensor.type())) {
      throw tensor.malformed(
          "is %s already, expected F32, F16 or BF16: quantize from the original model"
              .formatted(tensor.type()));
    }
    int known = importance.of(tensor.name()).length;
    if (known != 0 && known != tensor.columns()) {
      throw new IllegalArgumentException(
          "the importance has %d channels for %s, whose rows have %d: it is of another model"
              .formatted(known, tensor.name(), tensor.columns()));
    }
  }

  private static long newBytes(TensorPlan plan) {
    return plan.type().rowBytes(plan.tensor().columns()) * plan.tensor().rows();
  }

  private static QuantizedTensor result(TensorPlan plan, QuantizationError error) {
    Tensor tensor = plan.tensor();
    return new QuantizedTensor(
        tensor.name(),
        tensor.type(),
        plan.wanted(),
        plan.type(),
        tensor.columns(),
        tensor.elements(),
        newBytes(plan),
        error);
  }
}
