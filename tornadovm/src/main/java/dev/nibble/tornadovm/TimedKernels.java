package dev.nibble.tornadovm;

import dev.nibble.engine.device.DeviceCeiling;
import dev.nibble.engine.measure.BestTime;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Times what a device can do at best, in windows beside which the way to it is short. */
final class TimedKernels implements AutoCloseable {
  private static final int READ = 0;
  private static final int MULTIPLY = 1;
  private static final double WINDOW_SECONDS = 0.05;

  /** Accumulators have come to their limit by then. */
  private static final int FIRST_ROUNDS = 64;

  private static final int ITEMS = CeilingKernels.GROUPS * Sums.ITEMS;
  private static final float TOLERANCE = 1e-3f;

  private final IntArray numbers = new IntArray(CeilingKernels.NUMBERS);
  private final FloatArray sums = new FloatArray(ITEMS);
  private final int piece;
  private final Plan plan;

  /**
   * Fills memory; nothing is on the device before it is timed.
   *
   * @param device the device
   * @param bytes what may be used of its memory, several mebibytes
   */
  TimedKernels(TornadoDevice device, long bytes) {
    long free = (bytes - overheadBytes()) / Float.BYTES / CeilingKernels.GROUPS;
    piece = Math.toIntExact(free / CeilingKernels.STEP * CeilingKernels.STEP);
    numbers.set(CeilingKernels.PIECE, piece);
    FloatArray memory = new FloatArray(CeilingKernels.GROUPS * piece);
    memory.init(1);
    GridScheduler scheduler = new GridScheduler();
    Launches reading = new Launches("reading", scheduler);
    reading.keep(memory, sums);
    reading.send(numbers);
    reading.bring(reading.context(), numbers, memory, sums);
    reading.graph().task("read", CeilingKernels::read, reading.context(), numbers, memory, sums);
    reading.groups("read", _ -> CeilingKernels.GROUPS);
    reading.receive(sums);
    Launches multiplying = new Launches("multiplying", scheduler);
    multiplying.keep(sums);
    multiplying.send(numbers);
    multiplying.bring(multiplying.context(), numbers, sums);
    multiplying
        .graph()
        .task("multiply", CeilingKernels::multiplyAdd, multiplying.context(), numbers, sums);
    multiplying.groups("multiply", _ -> CeilingKernels.GROUPS);
    multiplying.receive(sums);
    plan = new Plan(device, scheduler, reading, multiplying);
  }

  /** What both graphs take beside the memory that is read. */
  private static long overheadBytes() {
    return Arrays32.bytes(0)
        + 2
            * (Launches.CONTEXT_BYTES
                + Arrays32.bytes(CeilingKernels.NUMBERS)
                + Arrays32.bytes(ITEMS));
  }

  /**
   * Times both kernels.
   *
   * @throws IllegalStateException if the device has not done what it was told
   */
  DeviceCeiling ceiling() {
    double items = ITEMS;
    return new DeviceCeiling(
        items * CeilingKernels.ACCUMULATORS * perSecond(MULTIPLY),
        (double) CeilingKernels.GROUPS * piece * Float.BYTES * perSecond(READ));
  }

  /** Rounds a second of a kernel. */
  private double perSecond(int graph) {
    int rounds = graph == READ ? 1 : FIRST_ROUNDS;
    run(graph, rounds);
    while (seconds(graph, rounds) < WINDOW_SECONDS && rounds < 1 << 30) {
      rounds *= 2;
    }
    int window = rounds;
    return window / BestTime.seconds(() -> run(graph, window));
  }

  private double seconds(int graph, int rounds) {
    long begin = System.nanoTime();
    run(graph, rounds);
    return (System.nanoTime() - begin) / 1e9;
  }

  private void run(int graph, int rounds) {
    numbers.set(CeilingKernels.ROUNDS, rounds);
    plan.execute(graph, 1);
    float expected = expected(graph, rounds);
    float sum = sums.get(ITEMS - 1);
    if (!(Math.abs(sum - expected) <= TOLERANCE * expected)) {
      throw new IllegalStateException("a sum of %f, expected %f".formatted(sum, expected));
    }
  }

  private float expected(int graph, int rounds) {
    int read = piece / Sums.ITEMS;
    return graph == READ ? (float) rounds * read : CeilingKernels.LIMIT;
  }

  /** Frees what is on the device. */
  @Override
  public void close() {
    plan.close();
  }
}
