package dev.nibble.tornadovm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.device.Device;
import dev.nibble.engine.device.DeviceMatrix;
import dev.nibble.engine.device.Outcome;
import dev.nibble.engine.device.Refusal;
import dev.nibble.engine.kernel.TestTensors;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** A kernel that TornadoVM cannot compile. */
final class FailingKernelTest {
  @BeforeEach
  void skipWithoutDevice() {
    Found.orSkip();
  }

  /** Java that no device has: an array whose size is not known before it runs. */
  private static void allocate(KernelContext context, IntArray sizes, FloatArray results) {
    float[] array = new float[sizes.get(0)];
    array[sizes.get(1)] = 1;
    results.set(context.globalIdx, array[sizes.get(2)]);
  }

  private static Outcome<Void> run(FloatArray results) {
    return Calls.guarded(
        0,
        new Budget(0),
        () -> {
          GridScheduler scheduler = new GridScheduler();
          Launches launches = new Launches("failing", scheduler);
          IntArray sizes = new IntArray(Sums.ITEMS);
          sizes.init(1);
          launches.keep(sizes, results);
          launches.bring(launches.context(), sizes, results);
          launches
              .graph()
              .task("allocate", FailingKernelTest::allocate, launches.context(), sizes, results);
          launches.groups("allocate", _ -> 1);
          launches.receive(results);
          try (Plan plan =
              new Plan(FoundDevices.find().device(0).orElseThrow(), scheduler, launches)) {
            plan.execute(0, 1);
          }
          return Outcome.done();
        });
  }

  @Test
  void isRefusedInALineAndNothingIsComputedInItsPlace() {
    FloatArray results = new FloatArray(Sums.ITEMS);
    results.init(Float.NaN);
    Refusal refusal = Found.refused(run(results));
    assertInstanceOf(Refusal.Failed.class, refusal);
    assertEquals(
        "the device failed: TornadoInternalError: unimplemented:"
            + " dynamically sized array declarations are not supported",
        refusal.text());
    for (int i = 0; i < Sums.ITEMS; i++) {
      assertTrue(Float.isNaN(results.get(i)), "result " + i);
    }
  }

  @Test
  void othersRunBehindIt() {
    try (Device device = Found.open(Long.MAX_VALUE)) {
      Tensor tensor = TestTensors.random(TensorType.F32, 1, 1, new SplittableRandom(2));
      DeviceMatrix matrix = Found.done(device.matrix(tensor));
      float[] before = new float[1];
      Found.done(matrix.multiply(new float[] {1}, 1, before));
      run(new FloatArray(Sums.ITEMS));
      float[] behind = new float[1];
      Found.done(matrix.multiply(new float[] {1}, 1, behind));
      assertEquals(before[0], behind[0]);
      assertEquals(TestTensors.floats(tensor)[0], behind[0], 1e-6);
    }
  }
}
