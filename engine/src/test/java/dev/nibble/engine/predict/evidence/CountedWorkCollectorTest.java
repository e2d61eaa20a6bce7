package dev.nibble.engine.predict.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.KernelChoice;
import dev.nibble.engine.TestModels;
import dev.nibble.engine.architecture.ForwardWork;
import dev.nibble.engine.kernel.x64.CodeHere;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CountedWorkCollectorTest {
  @ParameterizedTest
  @EnumSource(KernelChoice.class)
  @DisplayName("what kernels of any tier count is the work of a forward pass")
  void counts(KernelChoice kernels) throws IOException {
    if (kernels == KernelChoice.ASSEMBLED) {
      CodeHere.require();
    }
    EngineOptions options = EngineOptions.defaults().withKernels(kernels);
    CountedWork counted =
        new CountedWorkCollector(TestModels.bundled(), options, "The dog was big. ")
            .collect(37, Duration.ofMillis(20));
    ForwardWork work;
    try (Engine engine = Engine.load(TestModels.bundled(), options)) {
      work = engine.work();
    }
    assertEquals(work.multiplyAdds(37), counted.promptProducts() + counted.promptAttention());
    assertEquals(work.multiplyAddsAt(37), counted.tokenProducts() + counted.tokenAttention());
    assertEquals(work.bytesRead(37, 1), counted.tokenWeightBytes() + counted.tokenKvBytes());
    assertTrue(counted.promptSeconds() > 0);
  }
}
