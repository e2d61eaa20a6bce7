package dev.nibble.tornadovm;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * A layer's keys and values in this process: what is on the device, and goes there anew when the
 * array has grown: {@code [slots][keys, values][positions][kv width]}.
 */
final class KvCopy {
  private final int kvWidth;
  private int slots;
  private FloatArray array = new FloatArray(0);

  KvCopy(int kvWidth) {
    this.kvWidth = kvWidth;
  }

  /** What a slot takes on a device, with its place in a list of slots. */
  static long slotBytes(int kvWidth) {
    return 2L * Chunk.BLOCK * kvWidth * Float.BYTES + Integer.BYTES;
  }

  /** What the array takes beside slots. */
  static long bytes() {
    return Arrays32.bytes(0);
  }

  /**
   * Where a position is, in rows.
   *
   * @param slot its slot
   * @param plane 0 for its key, 1 for its value
   * @param position its place in the slot
   */
  static int row(int slot, int plane, int position) {
    return (2 * slot + plane) * Chunk.BLOCK + position;
  }

  FloatArray array() {
    return array;
  }

  int slots() {
    return slots;
  }

  /** Takes another array, with as much of the old content as there is room for. */
  void resize(int count) {
    FloatArray larger = new FloatArray(2 * count * Chunk.BLOCK * kvWidth);
    Arrays32.copy(array, 0, larger, 0, 2L * Math.min(slots, count) * Chunk.BLOCK * kvWidth);
    array = larger;
    slots = count;
  }

  /**
   * Stores neighbouring positions of a slot.
   *
   * @param slot the slot
   * @param position the first one's place in it
   * @param count how many
   * @param keys {@code [count][kv width]} from {@code from} on
   * @param values the same
   * @param from where they start
   */
  void store(int slot, int position, int count, float[] keys, float[] values, int from) {
    Arrays32.write(keys, from, array, at(slot, 0, position), count * kvWidth);
    Arrays32.write(values, from, array, at(slot, 1, position), count * kvWidth);
  }

  private long at(int slot, int plane, int position) {
    return (long) row(slot, plane, position) * kvWidth;
  }
}
