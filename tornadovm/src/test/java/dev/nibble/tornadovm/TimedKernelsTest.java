package dev.nibble.tornadovm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Kernels that are timed do what they are thought to do: closed forms of their sums. */
final class TimedKernelsTest {
  private static final int ITEMS = CeilingKernels.GROUPS * Sums.ITEMS;

  private final IntArray numbers = new IntArray(CeilingKernels.NUMBERS);
  private final FloatArray sums = new FloatArray(ITEMS);
  private final GridScheduler scheduler = new GridScheduler();
  private final Launches launches = new Launches("ceiling", scheduler);

  @BeforeEach
  void skipWithoutDevice() {
    Found.orSkip();
  }

  private float[] run() {
    launches.send(numbers);
    launches.keep(sums);
    launches.bring(launches.context(), numbers, sums);
    launches.receive(sums);
    TornadoDevice device = FoundDevices.find().device(0).orElseThrow();
    try (Plan plan = new Plan(device, scheduler, launches)) {
      plan.execute(0, 1);
    }
    return sums.toHeapArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void everyNumberIsReadOnceInARound(int rounds) {
    int piece = 2 * CeilingKernels.STEP;
    RandomGenerator random = new SplittableRandom(5);
    FloatArray memory = new FloatArray(CeilingKernels.GROUPS * piece);
    double expected = 0;
    for (int i = 0; i < memory.getSize(); i++) {
      int number = random.nextInt(64);
      memory.set(i, number);
      expected += number;
    }
    numbers.set(CeilingKernels.ROUNDS, rounds);
    numbers.set(CeilingKernels.PIECE, piece);
    launches.keep(memory);
    launches.bring(memory);
    launches.graph().task("read", CeilingKernels::read, launches.context(), numbers, memory, sums);
    launches.groups("read", _ -> CeilingKernels.GROUPS);
    double sum = 0;
    for (float one : run()) {
      sum += one;
    }
    assertEquals(rounds * expected, sum);
  }

  @Test
  void accumulatorsGoToOneFromDifferentBeginnings() {
    numbers.set(CeilingKernels.ROUNDS, 64);
    launches
        .graph()
        .task("multiply", CeilingKernels::multiplyAdd, launches.context(), numbers, sums);
    launches.groups("multiply", _ -> CeilingKernels.GROUPS);
    float[] expected = new float[ITEMS];
    Arrays.fill(expected, CeilingKernels.LIMIT);
    assertArrayEquals(expected, run(), 1e-5f);
  }

  @Test
  void oneRoundIsOneMultiplyAddOfEachAccumulator() {
    numbers.set(CeilingKernels.ROUNDS, 1);
    launches
        .graph()
        .task("multiply", CeilingKernels::multiplyAdd, launches.context(), numbers, sums);
    launches.groups("multiply", _ -> CeilingKernels.GROUPS);
    float[] once = run();
    for (int item : new int[] {0, 1, 63, 64, ITEMS - 1}) {
      double first = item % Sums.ITEMS * 0.001;
      // The beginnings are a, and seven more a tenth apart.
      double begin = 8 * first + 2.8;
      assertEquals(begin / 2 + 4, once[item], 1e-5, "item " + item);
    }
  }
}
