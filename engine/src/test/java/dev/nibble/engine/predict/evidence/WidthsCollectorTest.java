package dev.nibble.engine.predict.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.TestModels;
import dev.nibble.engine.evaluate.Perplexity;
import dev.nibble.engine.evaluate.PerplexityListener;
import dev.nibble.engine.evaluate.PerplexityResult;
import dev.nibble.engine.predict.evidence.WidthResult.Origin;
import dev.nibble.weights.GgufFile;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.format.BlockFormat;
import dev.nibble.weights.quantize.QuantizationListener;
import dev.nibble.weights.quantize.Quantizer;
import dev.nibble.weights.quantize.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled model at all widths. */
final class WidthsCollectorTest {
  private static final int CONTEXT = 32;

  @TempDir private static Path folder;
  private static List<WidthResult> widths;
  private static final List<String> SAID = new ArrayList<>();

  @BeforeAll
  static void collect() throws IOException {
    widths = collect(TestModels.bundled(), List.of("Q5_0"));
  }

  private static List<WidthResult> collect(Path model, List<String> more) throws IOException {
    WidthsCollector.Budget budget =
        new WidthsCollector.Budget(CONTEXT, 2, Duration.ofMillis(50), more);
    return new WidthsCollector(model, EngineOptions.defaults(), Story.TEXT, budget)
        .collect(SAID::add);
  }

  /** The bundled model in another type. */
  private static Path made(String recipe) throws IOException {
    Path path = folder.resolve(recipe + ".gguf");
    try (GgufFile source = GgufFile.open(TestModels.bundled())) {
      Quantizer.requantizing(Recipe.named(recipe), 1)
          .quantize(source, path, QuantizationListener.IGNORE);
    }
    return path;
  }

  private static List<String> types(List<WidthResult> found) {
    return found.stream().map(width -> width.bits() + " " + width.type()).toList();
  }

  private static List<Origin> origins(List<WidthResult> found) {
    return found.stream().map(WidthResult::origin).toList();
  }

  @Test
  @DisplayName("a model in F16 is taken as it is, and made smaller by what its rows have room for")
  void fromFloats() {
    assertEquals(List.of("16 F16", "8 Q8_0", "4 Q4_0", "5 Q5_0"), types(widths));
    assertEquals(
        List.of(Origin.GIVEN, Origin.QUANTIZED, Origin.QUANTIZED, Origin.QUANTIZED),
        origins(widths));
    assertTrue(widths.getFirst().tensors().isEmpty());
    assertEquals(36, widths.get(1).tensors().size());
    assertTrue(SAID.contains("Q4_0 reads chunk 2 of 2"), SAID::toString);
  }

  @Test
  @DisplayName("fewer bits take fewer bytes, and lose more of the predictions")
  void order() throws IOException {
    assertEquals(Files.size(TestModels.bundled()), widths.getFirst().fileBytes());
    assertEquals(0, widths.getFirst().divergence().mean());
    for (int i = 1; i < 3; i++) {
      WidthResult wide = widths.get(i - 1);
      WidthResult narrow = widths.get(i);
      assertTrue(narrow.fileBytes() < wide.fileBytes(), narrow::toString);
      assertTrue(narrow.multipliedBytes() < wide.multipliedBytes(), narrow::toString);
      assertTrue(narrow.divergence().mean() > wide.divergence().mean(), narrow::toString);
      assertTrue(narrow.decodeTokensPerSecond() > 0, narrow::toString);
    }
  }

  @Test
  @DisplayName(
      "the perplexity is that of the text, and the same where it is read a token at a time")
  void perplexity() throws IOException {
    try (Engine engine = Engine.load(TestModels.bundled())) {
      PerplexityResult alone =
          new Perplexity(engine, CONTEXT).evaluate(Story.TEXT, 2, PerplexityListener.IGNORE);
      assertEquals(alone.nll(), widths.getFirst().perplexity().nll());
    }
    for (WidthResult width : widths) {
      TokenByToken read = width.tokenByToken();
      assertEquals(CONTEXT / 2 - 1, read.tokens());
      assertTrue(read.bytes() > read.tokens() / 2, read::toString);
      double perplexity = Math.pow(2, read.bits() / read.tokens());
      assertEquals(read.perplexity(), perplexity, 1e-4 * perplexity, width.type());
    }
  }

  @Test
  @DisplayName("variance, steps and share of zeros of each tensor are those of its weights")
  void tensors() throws IOException {
    try (GgufFile source = GgufFile.open(TestModels.bundled())) {
      for (QuantizedWeights found : widths.get(2).tensors()) {
        Tensor tensor = source.tensor(found.name()).orElseThrow();
        float[] weights = BlockFormat.of(tensor.type()).orElseThrow().dequantize(tensor);
        double mean = 0;
        double zeros = 0;
        for (float weight : weights) {
          mean += weight / weights.length;
          zeros += weight == 0 ? 1.0 / weights.length : 0;
        }
        double variance = 0;
        double squaredSteps = 0;
        for (int i = 0; i < weights.length; i++) {
          variance += (weights[i] - mean) * (weights[i] - mean) / weights.length;
          squaredSteps += Math.pow(step(weights, i / 32 * 32), 2) / weights.length;
        }
        assertEquals(TensorType.Q4_0, found.type());
        assertEquals(weights.length, found.weights());
        assertEquals(4.5, found.bitsPerWeight());
        assertEquals(zeros, found.zeros(), 1e-9, found.name());
        assertEquals(variance, found.variance(), 1e-6 * variance, found.name());
        assertEquals(Math.sqrt(squaredSteps), found.step(), 1e-3 * found.step(), found.name());
        assertTrue(found.codeEntropy() > 2 && found.codeEntropy() < 4, found::toString);
        assertTrue(found.codeVariance() > 4 && found.codeVariance() < 32, found::toString);
      }
    }
  }

  /** An eighth of the largest magnitude of 32 weights: the step of Q4_0. */
  private static double step(float[] weights, int group) {
    float largest = 0;
    for (int i = group; i < group + 32; i++) {
      largest = Math.max(largest, Math.abs(weights[i]));
    }
    return largest / 8;
  }

  @Test
  @DisplayName("a model in Q8_0 is its own 8 bits, and the others are said to be made from that")
  void fromEightBits() throws IOException {
    Path eight = made("Q8_0");

    List<WidthResult> found = collect(eight, List.of());

    assertEquals(List.of("16 F16", "8 Q8_0", "4 Q4_0"), types(found));
    assertEquals(List.of(Origin.REQUANTIZED, Origin.GIVEN, Origin.REQUANTIZED), origins(found));
    assertEquals(Files.size(eight), found.get(1).fileBytes());
    assertTrue(found.get(0).fileBytes() > found.get(1).fileBytes(), found::toString);
    assertTrue(found.get(1).divergence().mean() < 1e-4, found::toString);
  }

  @Test
  @DisplayName("a model in F32 is made 16 bits wide, and one in a 4-bit type is its own 4 bits")
  void fromOtherTypes() throws IOException {
    List<WidthResult> wide = collect(made("F32"), List.of());
    List<WidthResult> narrow = collect(made("Q4_1"), List.of());

    assertEquals(List.of("16 F16", "8 Q8_0", "4 Q4_0"), types(wide));
    assertEquals(List.of(Origin.QUANTIZED, Origin.QUANTIZED, Origin.QUANTIZED), origins(wide));
    assertTrue(wide.getFirst().tensors().isEmpty());
    assertEquals(List.of("16 F16", "8 Q8_0", "4 Q4_1"), types(narrow));
    assertEquals(List.of(Origin.REQUANTIZED, Origin.REQUANTIZED, Origin.GIVEN), origins(narrow));
  }
}
