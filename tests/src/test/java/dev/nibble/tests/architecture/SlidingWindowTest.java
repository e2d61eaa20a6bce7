package dev.nibble.tests.architecture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.KernelChoice;
import dev.nibble.engine.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The window of the architecture that llama.cpp has under another name and without one. */
final class SlidingWindowTest {
  private static final int WINDOW = 8;

  /** Rotary embedding knows distances alone, but its angles are rounded. */
  private static final float TOLERANCE = 1e-4f;

  @TempDir Path folder;

  private Engine engine(int window, KernelChoice kernels) throws IOException {
    Path file = folder.resolve("window-" + window + ".gguf");
    LlamaModels.windowed(window).writeTo(file);
    return Engine.load(file, EngineOptions.defaults().withKernels(kernels));
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "VECTOR"})
  @DisplayName("in a model of one block, a token sees what the text that fills its window shows it")
  void oneBlock(KernelChoice kernels) throws IOException {
    int[] ids = ExpectedLogits.ids();
    try (Engine windowed = engine(WINDOW, kernels);
        Engine unlimited = engine(0, kernels);
        Session whole = windowed.newSession();
        Session part = unlimited.newSession()) {
      for (int end = 1; end <= ids.length; end++) {
        int[] seen = Arrays.copyOfRange(ids, Math.max(0, end - WINDOW), end);

        assertArrayEquals(
            part.logits(seen),
            whole.logits(Arrays.copyOf(ids, end)),
            TOLERANCE,
            "the logits behind " + end + " tokens");
      }
    }
  }
}
