package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.predict.evidence.WidthResult.Origin;
import dev.nibble.weights.GgufFile;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.format.BlockFormat;
import dev.nibble.weights.quantize.Importance;
import dev.nibble.weights.quantize.QuantizationReport;
import dev.nibble.weights.quantize.QuantizedFiles;
import dev.nibble.weights.quantize.Quantizer;
import dev.nibble.weights.quantize.Recipe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Finds a file of 16, 8 and 4 bits for a model: the model's own where it has the width, others made
 * from that. Where it is quantized already they are made from its weights as they are, which says
 * nothing of what it has lost.
 */
final class WidthFiles {
  /** What is made where the model has another width. */
  private static final List<String> RECIPES = List.of("F16", "Q8_0", "Q4_0");

  /** The mixture that people publish, and whose blocks divide the rows of larger models. */
  private static final String MIXTURE = "Q4_K_M";

  private final GgufFile source;
  private final QuantizedFiles files;
  private final int threads;
  private final TensorType given;

  WidthFiles(GgufFile source, QuantizedFiles files, int threads) {
    this.source = source;
    this.files = files;
    this.threads = threads;
    this.given = mostly(source);
  }

  /** The type of most weights. */
  private static TensorType mostly(GgufFile file) {
    Map<TensorType, Long> weights = new EnumMap<>(TensorType.class);
    for (Tensor tensor : file.tensors().values()) {
      weights.merge(tensor.type(), tensor.elements(), Long::sum);
    }
    return weights.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  /**
   * Makes what there is not.
   *
   * @param more recipes that are wanted besides
   * @param progress is told what is made
   * @return 16, 8 and 4 bits, then the others
   */
  List<WidthFile> make(List<String> more, Consumer<String> progress) throws IOException {
    List<WidthFile> widths = new ArrayList<>();
    for (String name : RECIPES) {
      Recipe recipe = Recipe.named(name);
      widths.add(
          bits(given) == bits(recipe.base())
              ? new WidthFile(bits(given), given.name(), Origin.GIVEN, source.path(), List.of())
              : made(recipe, progress));
    }
    Stream<String> mixture = superBlocksFit() ? Stream.of(MIXTURE) : Stream.empty();
    for (String name : Stream.concat(mixture, more.stream()).distinct().toList()) {
      if (widths.stream().noneMatch(width -> width.type().equals(name))) {
        widths.add(made(Recipe.named(name), progress));
      }
    }
    return widths;
  }

  private static int bits(TensorType type) {
    return BlockFormat.of(type).orElseThrow().codeBits();
  }

  /** Whether most weights stand in rows that super-blocks divide. */
  private boolean superBlocksFit() {
    long fitting = 0;
    long all = 0;
    for (Tensor tensor : source.tensors().values()) {
      all += tensor.elements();
      if (tensor.columns() % TensorType.Q4_K.blockSize() == 0) {
        fitting += tensor.elements();
      }
    }
    return 2 * fitting > all;
  }

  private WidthFile made(Recipe recipe, Consumer<String> progress) throws IOException {
    progress.accept("quantizing to " + recipe.name());
    boolean again = quantized();
    QuantizationReport report =
        files.make(
            again
                ? Quantizer.requantizing(recipe, threads)
                : new Quantizer(recipe, Importance.none(), threads));
    try (GgufFile target = GgufFile.open(files.path(recipe))) {
      return new WidthFile(
          bits(recipe.base()),
          recipe.name(),
          again ? Origin.REQUANTIZED : Origin.QUANTIZED,
          files.path(recipe),
          QuantizedTensors.of(source, target, report));
    }
  }

  private boolean quantized() {
    return source.tensors().values().stream().anyMatch(tensor -> tensor.type().blockSize() > 1);
  }
}
