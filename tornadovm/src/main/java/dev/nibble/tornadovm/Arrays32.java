package dev.nibble.tornadovm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** Arrays of 4 bytes an element, on both sides. */
final class Arrays32 {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private Arrays32() {}

  /** What an array takes on a device, in bytes. */
  static long bytes(long elements) {
    return TornadoNativeArray.ARRAY_HEADER + Float.BYTES * elements;
  }

  /** An array of those numbers; one that is not empty where there are none. */
  static FloatArray of(float[] numbers) {
    FloatArray array = new FloatArray(Math.max(1, numbers.length));
    write(numbers, 0, array, 0, numbers.length);
    return array;
  }

  static void write(float[] from, int first, FloatArray to, long at, int count) {
    MemorySegment.copy(from, first, to.getSegment(), FLOAT, at * Float.BYTES, count);
  }

  static void read(FloatArray from, float[] to, int at, int count) {
    MemorySegment.copy(from.getSegment(), FLOAT, 0, to, at, count);
  }

  static void copy(FloatArray from, long first, FloatArray to, long at, long count) {
    MemorySegment.copy(
        from.getSegment(),
        first * Float.BYTES,
        to.getSegment(),
        at * Float.BYTES,
        count * Float.BYTES);
  }
}
