package dev.nibble.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.kernel.x64.CodeHere;
import dev.nibble.engine.measure.Arithmetic;
import dev.nibble.weights.GgufFile;
import dev.nibble.weights.quantize.Importance;
import dev.nibble.weights.quantize.QuantizationListener;
import dev.nibble.weights.quantize.Quantizer;
import dev.nibble.weights.quantize.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the products of a model multiply: its weights decide, its kernels and what was asked for.
 */
final class ArithmeticTest {
  @TempDir private Path folder;

  private static EngineOptions options(KernelChoice kernels, ActivationChoice activations) {
    return EngineOptions.defaults()
        .withKernels(kernels)
        .withActivations(activations)
        .withOffload(OffloadOptions.of(GpuChoice.OFF));
  }

  private Path quantized(String recipe) throws IOException {
    Path path = folder.resolve(recipe + ".gguf");
    try (GgufFile file = GgufFile.open(TestModels.bundled())) {
      new Quantizer(Recipe.named(recipe), Importance.none(), 1)
          .quantize(file, path, QuantizationListener.IGNORE);
    }
    return path;
  }

  private static void check(Arithmetic expected, Path path, EngineOptions options)
      throws IOException {
    try (Engine engine = Engine.load(path, options);
        Model model = Model.open(path)) {
      assertEquals(expected, engine.arithmetic());
      assertEquals(expected, model.arithmetic(options), "without loading it");
    }
  }

  @Test
  void codesAreMultipliedAsBytesWhereKernelsAreAssembled() throws IOException {
    CodeHere.require();
    Path codes = quantized("q8_0");
    check(Arithmetic.INT8, codes, options(KernelChoice.ASSEMBLED, ActivationChoice.INT8));
    check(Arithmetic.FLOAT32, codes, options(KernelChoice.ASSEMBLED, ActivationChoice.F32));
    check(
        Arithmetic.FLOAT32,
        TestModels.bundled(),
        options(KernelChoice.ASSEMBLED, ActivationChoice.INT8));
  }

  @Test
  void otherKernelsMultiplyFloats() throws IOException {
    Path codes = quantized("q8_0");
    for (KernelChoice kernels : new KernelChoice[] {KernelChoice.SCALAR, KernelChoice.VECTOR}) {
      check(Arithmetic.FLOAT32, codes, options(kernels, ActivationChoice.INT8));
    }
  }
}
