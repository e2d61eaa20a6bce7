package dev.nibble.tornadovm;

import java.util.ArrayDeque;
import java.util.Deque;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoOutOfMemoryException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Somebody else in this process who takes memory of the device, past any budget of ours. */
final class Rival implements AutoCloseable {
  private final Deque<TornadoExecutionPlan> plans = new ArrayDeque<>();
  private long bytes;

  /**
   * Takes all that is left, in pieces that halve.
   *
   * @param largest bytes of the first piece
   * @param smallest of the last one
   */
  void takeWhatIsLeft(long largest, long smallest) {
    for (long piece = largest; piece >= smallest; piece /= 2) {
      while (takes(piece)) {}
    }
  }

  /** Whether TornadoVM gives it an array of so many bytes. */
  boolean takes(long piece) {
    FloatArray array = new FloatArray((int) ((piece - Arrays32.bytes(0)) / Float.BYTES));
    TaskGraph graph =
        new TaskGraph("rival" + plans.size())
            .transferToDevice(DataTransferMode.FIRST_EXECUTION, array)
            .task("touch", Rival::touch, array)
            .transferToHost(DataTransferMode.UNDER_DEMAND, array);
    TornadoDevice device = FoundDevices.find().device(0).orElseThrow();
    TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot());
    plan.withDevice(device);
    try {
      plan.execute();
      plans.push(plan);
      bytes += piece;
      return true;
    } catch (TornadoOutOfMemoryException e) {
      return false;
    }
  }

  private static void touch(FloatArray array) {
    for (@Parallel int i = 0; i < array.getSize(); i++) {
      array.set(i, i);
    }
  }

  /** What it has, in bytes. */
  long bytes() {
    return bytes;
  }

  /** Gives all of it back. */
  @Override
  public void close() {
    plans.forEach(TornadoExecutionPlan::freeDeviceMemory);
    plans.clear();
    bytes = 0;
  }
}
