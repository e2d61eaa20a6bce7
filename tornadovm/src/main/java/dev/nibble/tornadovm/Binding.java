package dev.nibble.tornadovm;

import java.util.List;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * Puts arrays that one graph has on the device in the place of another graph's. Nothing is copied
 * and nothing compiled: kernels get other addresses. It is never executed.
 */
final class Binding {
  private static final int TO = 0;
  private static final int FROM = 1;

  private final TornadoExecutionPlan plan;

  /**
   * Relates graphs.
   *
   * @param to the graph that gets arrays
   * @param from the one that has them
   */
  Binding(ImmutableTaskGraph to, ImmutableTaskGraph from) {
    plan = new TornadoExecutionPlan(to, from);
  }

  /**
   * Replaces an array, until it is replaced by another one.
   *
   * @param place the array in the graph that gets one
   * @param array what the other graph has
   */
  void put(TornadoNativeArray place, TornadoNativeArray array) {
    plan.mapOnDeviceMemoryRegion(place, array, 0, FROM, TO);
  }

  /** The same for several arrays. */
  void put(List<TornadoNativeArray> places, List<TornadoNativeArray> arrays) {
    for (int i = 0; i < places.size(); i++) {
      put(places.get(i), arrays.get(i));
    }
  }
}
