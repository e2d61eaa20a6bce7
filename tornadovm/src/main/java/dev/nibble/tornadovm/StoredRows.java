package dev.nibble.tornadovm;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Keys and values on their way from the CPU to a layer, a few rows at a time. */
final class StoredRows {
  /** The most rows at a time. */
  static final int ROWS = 32;

  private static final int COUNT = 0;
  private static final int KV_WIDTH = 1;
  private static final int PLACES = 2;

  private final int kvWidth;
  private final IntArray places = new IntArray(PLACES + ROWS);
  private final FloatArray rows;

  /** Stands for the cache of any layer. */
  private final FloatArray cache = new FloatArray(1);

  StoredRows(int kvWidth) {
    this.kvWidth = kvWidth;
    rows = new FloatArray(ROWS * kvWidth);
    places.set(KV_WIDTH, kvWidth);
  }

  /** What all of it takes on a device, in bytes. */
  static long bytes(int kvWidth) {
    return Launches.CONTEXT_BYTES
        + Arrays32.bytes(PLACES + ROWS)
        + Arrays32.bytes(ROWS * (long) kvWidth)
        + Arrays32.bytes(1);
  }

  FloatArray cache() {
    return cache;
  }

  /** Adds to a graph what stores them. */
  void addTo(Launches launches) {
    launches.send(places, rows);
    launches.replace(cache);
    launches.bring(launches.context(), places, rows, cache);
    launches.graph().task("store", StoredRows::store, launches.context(), places, rows, cache);
    launches.groups("store", _ -> Math.ceilDiv(ROWS * kvWidth, Sums.ITEMS));
  }

  /**
   * Turns to some rows of a layer's own copy.
   *
   * @param copy the layer's
   * @param from their places, in rows
   * @param first the first of them
   * @param count how many
   */
  void set(KvCopy copy, int[] from, int first, int count) {
    places.set(COUNT, count);
    for (int i = 0; i < count; i++) {
      int row = from[first + i];
      places.set(PLACES + i, row);
      Arrays32.copy(copy.array(), (long) row * kvWidth, rows, (long) i * kvWidth, kvWidth);
    }
  }

  /**
   * Stores rows. An item stores a channel.
   *
   * @param context where a kernel is in its grid
   * @param places how many rows there are, how long they are, and where each goes, in rows
   * @param rows the rows
   * @param cache as {@link KvCopy} says
   */
  static void store(KernelContext context, IntArray places, FloatArray rows, FloatArray cache) {
    int kvWidth = places.get(KV_WIDTH);
    int index = context.globalIdx;
    int row = index / kvWidth;
    if (row < places.get(COUNT)) {
      int to = places.get(PLACES + row) * kvWidth + index % kvWidth;
      cache.set(to, rows.get(index));
    }
  }
}
