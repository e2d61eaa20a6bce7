package dev.nibble.tornadovm;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Keys and values on their way from the CPU to a layer, a few rows at a time. */
final class StoredRows {
  /** The most rows at a time. */
  static final int ROWS = 32;

  private final int kvWidth;
  private final IntArray places = new IntArray(1 + ROWS);
  private final FloatArray rows;

  StoredRows(int kvWidth) {
    this.kvWidth = kvWidth;
    rows = new FloatArray(2 * ROWS * kvWidth);
  }

  /** What both arrays take on a device, in bytes. */
  static long bytes(int kvWidth) {
    return Arrays32.bytes(1 + ROWS) + Arrays32.bytes(2 * ROWS * (long) kvWidth);
  }

  /** How many rows there are, and then where each goes. */
  IntArray places() {
    return places;
  }

  /** All keys, then all values. */
  FloatArray rows() {
    return rows;
  }

  /** Kernels that store so many rows at most, an item a channel. */
  int groups() {
    return Math.ceilDiv(ROWS * kvWidth, Sums.ITEMS);
  }

  /** Turns to some rows of a layer's own copy. */
  void set(KvCopy copy, int[] from, int first, int count) {
    places.set(0, count);
    for (int i = 0; i < count; i++) {
      int row = from[first + i];
      places.set(1 + i, row);
      Arrays32.copy(copy.keys(), (long) row * kvWidth, rows, (long) i * kvWidth, kvWidth);
      Arrays32.copy(
          copy.values(), (long) row * kvWidth, rows, (long) (ROWS + i) * kvWidth, kvWidth);
    }
  }
}
