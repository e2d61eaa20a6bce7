package dev.nibble.engine.predict.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.KernelChoice;
import dev.nibble.engine.TestModels;
import dev.nibble.engine.cache.KvType;
import dev.nibble.engine.kernel.x64.CodeHere;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class MemoryUseCollectorTest {
  private static final EngineOptions SCALAR =
      EngineOptions.defaults().withKernels(KernelChoice.SCALAR);

  private static final long PAGE = 4096;

  private static MemoryUse collect(EngineOptions options, int sequences, int positions)
      throws IOException {
    return new MemoryUseCollector(TestModels.bundled(), options, "One day, Tom saw a big cat. ")
        .collect(sequences, positions);
  }

  @Test
  @DisplayName("sequences hold their blocks, and twice as many where no heads share keys")
  void blocks() throws IOException {
    KvUse kv = collect(SCALAR.withKvType(KvType.Q8_0), 3, 40).kv();

    long blockBytes = 16L * 2 * 5 * 34;
    assertEquals(new KvUse(3, 40, 16, 34 / 32.0, 9, 9 * blockBytes, 18 * blockBytes), kv);
  }

  @Test
  @DisplayName("the file is mapped and read as a whole, whoever else has it mapped")
  void weights() throws IOException {
    try (Engine other = Engine.load(TestModels.bundled(), SCALAR)) {
      ProcessUse use = collect(SCALAR, 1, 16).process();
      assumeTrue(use.residentWeights().isPresent(), "Linux alone tells");

      long file = Files.size(TestModels.bundled());
      assertEquals(Math.ceilDiv(file, PAGE) * PAGE, use.mapped(), other.kernels());
      assertEquals((double) file, (double) use.residentWeights().getAsLong(), 0.05 * file);
      assertTrue(use.resident().getAsLong() > use.mapped() + use.heap() + use.offHeap());
    }
  }

  @Test
  @DisplayName("weights that kernels lay out anew are counted there, and leave the file's pages")
  void copies() throws IOException {
    CodeHere.require();
    ProcessUse use = collect(SCALAR.withKernels(KernelChoice.ASSEMBLED), 1, 16).process();
    assumeTrue(use.weights().isPresent(), "Linux alone tells");

    long file = Files.size(TestModels.bundled());
    assertTrue(use.copiedWeights() > 0.9 * file, use.toString());
    assertTrue(use.residentWeights().getAsLong() < 0.7 * file, "the rest is around what is read");
    assertEquals(
        use.residentWeights().getAsLong() + use.copiedWeights(), use.weights().getAsLong());
  }

  @Test
  @DisplayName("Java's objects, the arenas and compiled code are known on every system")
  void java() throws IOException {
    ProcessUse use = collect(SCALAR, 2, 16).process();

    assertEquals(16 * 16L * 2 * 5 * 32 * 4, use.offHeap());
    assertTrue(use.model() > 0, use.toString());
    assertTrue(use.activations() > 0, use.toString());
    assertTrue(use.code() > 0, use.toString());
  }

  @Test
  @DisplayName("a text without a token is refused")
  void noText() {
    MemoryUseCollector collector = new MemoryUseCollector(TestModels.bundled(), SCALAR, "");

    assertThrows(IllegalArgumentException.class, () -> collector.collect(1, 16));
  }
}
