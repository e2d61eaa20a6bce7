package dev.nibble.tornadovm;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * A layer's keys and values in this process: what is on the device, and goes there anew when the
 * arrays have grown.
 */
final class KvCopy {
  private final int kvWidth;
  private int slots;
  private FloatArray keys = new FloatArray(0);
  private FloatArray values = new FloatArray(0);

  KvCopy(int kvWidth) {
    this.kvWidth = kvWidth;
  }

  /** What a slot takes on a device, with its place in a list of slots. */
  static long slotBytes(int kvWidth) {
    return 2L * Chunk.BLOCK * kvWidth * Float.BYTES + Integer.BYTES;
  }

  FloatArray keys() {
    return keys;
  }

  FloatArray values() {
    return values;
  }

  int slots() {
    return slots;
  }

  /** Takes other arrays, with as much of the old content as there is room for. */
  void resize(int count) {
    FloatArray[] moved = {keys, values};
    int kept = Math.min(slots, count) * Chunk.BLOCK * kvWidth;
    for (int i = 0; i < moved.length; i++) {
      FloatArray larger = new FloatArray(count * Chunk.BLOCK * kvWidth);
      Arrays32.copy(moved[i], 0, larger, 0, kept);
      moved[i] = larger;
    }
    keys = moved[0];
    values = moved[1];
    slots = count;
  }

  /**
   * Stores neighbouring positions.
   *
   * @param row the first one's place, in rows
   * @param count how many
   * @param newKeys {@code [count][kv width]} from {@code from} on
   * @param newValues the same
   * @param from where they start
   */
  void store(int row, int count, float[] newKeys, float[] newValues, int from) {
    Arrays32.write(newKeys, from, keys, (long) row * kvWidth, count * kvWidth);
    Arrays32.write(newValues, from, values, (long) row * kvWidth, count * kvWidth);
  }
}
