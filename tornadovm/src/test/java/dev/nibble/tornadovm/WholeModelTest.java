package dev.nibble.tornadovm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.Session;
import dev.nibble.engine.TestModels;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.measure.OffloadMeters;
import dev.nibble.weights.GgufFile;
import dev.nibble.weights.quantize.Importance;
import dev.nibble.weights.quantize.QuantizationListener;
import dev.nibble.weights.quantize.Quantizer;
import dev.nibble.weights.quantize.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All layers of the bundled model on the device: the logits are the CPU's within 2e-3 of the
 * largest, and so is the likeliest token, unless two are as good as equal.
 */
final class WholeModelTest {
  private static final double BOUND = 2e-3;
  private static final double MARGIN = 0.02;
  private static final int STEPS = 40;

  @TempDir private Path folder;

  @Test
  void theBundledModel() throws IOException {
    assertSame(TestModels.bundled());
  }

  @ParameterizedTest
  @ValueSource(strings = {"q8_0", "q4_0"})
  void theSameInFewerBits(String recipe) throws IOException {
    Path quantized = folder.resolve(recipe + ".gguf");
    try (GgufFile bundled = GgufFile.open(TestModels.bundled())) {
      new Quantizer(Recipe.named(recipe), Importance.none(), 1)
          .quantize(bundled, quantized, QuantizationListener.IGNORE);
    }
    assertSame(quantized);
  }

  private static void assertSame(Path model) throws IOException {
    Found.orSkip();
    OffloadOptions offload = Found.offload();
    try (Engine cpu = Engine.load(model, Found.onCpu());
        Session expected = cpu.newSession();
        Engine gpu = Engine.load(model, EngineOptions.defaults().withOffload(offload));
        Session actual = gpu.newSession()) {
      walk(expected, actual, cpu.config().vocabularySize());
      OffloadMeters meters = gpu.offloadMeters();
      assertEquals(0, meters.first(), "all layers are on the device");
      assertTrue(meters.output());
      assertEquals(0, meters.fallbacks());
      assertEquals(meters.requiredBytes(), meters.usedBytes());
    }
  }

  /** A prompt of several slots and chunks, and then the CPU's choice, one by one. */
  private static void walk(Session cpu, Session gpu, int vocabulary) {
    int[] prompt = new int[45];
    for (int i = 0; i < prompt.length; i++) {
      prompt[i] = i == 0 ? 1 : 3 + i * 37 % (vocabulary - 3);
    }
    float[] expected = new float[vocabulary];
    float[] actual = new float[vocabulary];
    cpu.begin(prompt, expected);
    gpu.begin(prompt, actual);
    boolean clear = true;
    for (int step = 0; step < STEPS; step++) {
      int id = largest(expected, -1);
      double margin = expected[id] - expected[largest(expected, id)];
      clear &= margin >= MARGIN;
      assertClose(expected, actual, "step " + step);
      assertTrue(!clear || largest(actual, -1) == id, "another token at step " + step);
      cpu.advance(id, expected);
      gpu.advance(id, actual);
    }
  }

  private static void assertClose(float[] expected, float[] actual, String what) {
    double size = 0;
    for (float logit : expected) {
      size = Math.max(size, Math.abs(logit));
    }
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], BOUND * size, what + ", token " + i);
    }
  }

  private static int largest(float[] logits, int but) {
    int best = but == 0 ? 1 : 0;
    for (int i = 0; i < logits.length; i++) {
      if (i != but && logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }
}
