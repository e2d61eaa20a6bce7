package dev.nibble.tornadovm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.TestModels;
import dev.nibble.engine.cache.KvType;
import dev.nibble.engine.device.Device;
import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.device.Refusal;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What there is no kernel for is said, and nothing of it is on the device. */
final class RefusalsTest {
  @BeforeEach
  void skipWithoutDevice() {
    Found.orSkip();
  }

  @Test
  @SuppressWarnings("restricted") // nobody reads there
  void moreBytesThanAnArrayHas() {
    long rows = 1L << 20;
    MemorySegment nowhere = MemorySegment.NULL.reinterpret(rows * 2048L * Short.BYTES);
    Tensor tensor = new Tensor("huge", TensorType.F16, List.of(2048L, rows), nowhere, 0);
    try (Device device = Found.open(Long.MAX_VALUE)) {
      assertEquals(
          new Refusal.Unsupported(
              "tensor huge takes 4,294,967,296 bytes, expected less than 2 GiB"),
          Found.refused(device.matrix(tensor)));
      assertEquals(0, device.usedBytes());
    }
  }

  @Test
  void keysAndValuesThatWouldBeRounded() throws IOException {
    EngineOptions options =
        EngineOptions.defaults()
            .withKvType(KvType.Q8_0)
            .withOffload(OffloadOptions.of(GpuChoice.AUTO));
    try (Engine engine = Engine.load(TestModels.bundled(), options)) {
      assertTrue(
          engine
              .offloadReason()
              .endsWith(
                  "not supported by the device: keys and values in q8_0;"
                      + " --kv-type f16 and f32 are supported"),
          engine.offloadReason());
      assertEquals(engine.config().layers().size(), engine.offloadMeters().first());
    }
  }
}
