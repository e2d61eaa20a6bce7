package dev.nibble.tornadovm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.Session;
import dev.nibble.engine.TestModels;
import dev.nibble.engine.TextListener;
import dev.nibble.engine.device.Device;
import dev.nibble.engine.device.DeviceMatrix;
import dev.nibble.engine.device.DeviceUnavailableException;
import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.Refusal;
import dev.nibble.engine.kernel.TestTensors;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A driver that compiles no kernel: this Java process was started with a flag it does not know. */
final class FailingCompilerTest {
  private static final String FLAGS = System.getProperty("tornado.opencl.compiler.flags", "");

  private static final String REASON =
      "the device failed: TornadoBailoutRuntimeException: Unable to compile task %s;"
          + " Error during code compilation with the OpenCL driver";

  @BeforeEach
  void skipWithoutSuchADevice() {
    Found.orSkip();
    assumeTrue(FLAGS.contains("no-such-flag"), "started with -Dtornado.opencl.compiler.flags");
  }

  @Test
  void aProductIsRefusedAndNothingIsComputedInItsPlace() {
    try (Device device = Found.open(Long.MAX_VALUE)) {
      Tensor tensor = TestTensors.random(TensorType.Q8_0, 3, 64, new SplittableRandom(4));
      DeviceMatrix matrix = Found.done(device.matrix(tensor));
      float[] untouched = new float[3];
      Arrays.fill(untouched, Float.NaN);
      float[] y = untouched.clone();
      for (int attempt = 0; attempt < 2; attempt++) {
        Refusal refusal = Found.refused(matrix.multiply(new float[64], 1, y));
        assertInstanceOf(Refusal.Failed.class, refusal);
        assertEquals(REASON.formatted("matrix.product - multiply"), refusal.text());
        assertArrayEquals(untouched, y);
      }
    }
  }

  @Test
  void theCpuComputesAllLayersAndTheEngineSaysWhy() throws IOException {
    GenerationRequest request = GenerationRequest.of("Once upon a time").withMaxTokens(20);
    List<Integer> expected;
    try (Engine engine = Engine.load(TestModels.bundled(), Found.onCpu());
        Session session = engine.newSession()) {
      expected = session.generate(request, TextListener.IGNORE).ids();
    }
    EngineOptions options =
        EngineOptions.defaults().withOffload(Found.offload().withChoice(GpuChoice.AUTO));
    try (Engine engine = Engine.load(TestModels.bundled(), options);
        Session session = engine.newSession()) {
      assertEquals(
          "tornadovm:0: " + REASON.formatted("enter.touch - touch"), engine.offloadReason());
      assertEquals(0, engine.offloadMeters().deviceLayers());
      assertEquals(expected, session.generate(request, TextListener.IGNORE).ids());
    }
  }

  /** Within 1 MB, which is full after a few times where each leaves something behind. */
  @Test
  void aModelThatRequiresADeviceIsNotLoadedHoweverOftenItIsTried() {
    long limit = FoundDevices.find().limit();
    assertTrue(limit <= 1 << 20, "a limit of " + limit);
    EngineOptions options = EngineOptions.defaults().withOffload(Found.offload());
    for (int attempt = 0; attempt < 12; attempt++) {
      DeviceUnavailableException e =
          assertThrows(
              DeviceUnavailableException.class,
              () -> Engine.load(TestModels.bundled(), options).close());
      String reason =
          "a device is required: tornadovm:0: " + REASON.formatted("enter.touch - touch");
      assertTrue(e.getMessage().startsWith(reason), attempt + ": " + e.getMessage());
    }
  }
}
