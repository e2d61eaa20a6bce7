package dev.nibble.engine.predict;

import static dev.nibble.engine.predict.Held.finding;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.KernelChoice;
import dev.nibble.engine.TestModels;
import dev.nibble.engine.predict.evidence.DeviceUse;
import dev.nibble.engine.predict.evidence.MemoryUse;
import dev.nibble.engine.predict.evidence.MemoryUseCollector;
import dev.nibble.engine.predict.evidence.TextTokens;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is said of the bundled model's need, against what the device that the CPU plays counts. */
final class MemoryNeedTest {
  private static final String TEXT = "Once upon a time, there was a little dog. ".repeat(20);
  private static DeviceUse device;

  @BeforeAll
  static void look() throws IOException {
    EngineOptions options = EngineOptions.defaults().withKernels(KernelChoice.SCALAR);
    MemoryUseCollector collector = new MemoryUseCollector(TestModels.bundled(), options, TEXT);
    device = collector.collect(3, 64).device().orElseThrow();
  }

  private static List<Finding> check(Optional<DeviceUse> use) throws IOException {
    TextTokens text =
        new TextTokens(device.textBytes(), device.positions(), device.textBytes(), 64);
    MemoryUse memory = new MemoryUse(null, null, use);
    return new MemoryNeed().check(Held.of(Facts.bundled(), memory, null, text, null, List.of()));
  }

  @Test
  @DisplayName("weights, working memory and whole blocks account for every byte of the device")
  void whole() throws IOException {
    Finding finding = finding(check(Optional.of(device)), "memory need");

    assertEquals(finding.measurement().value(), finding.prediction().value());
    assertEquals(Verdict.CONFIRMED, finding.verdict());
  }

  @Test
  @DisplayName("B M T / n counts keys and values alone")
  void textbook() throws IOException {
    Finding finding = finding(check(Optional.of(device)), "memory need, textbook");

    assertEquals(3 * 64 * 2 * 5 * 32 * 4, finding.prediction().value());
    assertEquals(Verdict.REFUTED, finding.verdict());
    assertTrue(finding.remark().startsWith("keys and values alone are counted"), finding.remark());
  }

  @Test
  @DisplayName("without a device nothing is said of it")
  void noDevice() throws IOException {
    assertEquals(List.of(), check(Optional.empty()));
  }
}
