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

  /** What an array takes beside its elements, in bytes. */
  static long header() {
    return TornadoNativeArray.ARRAY_HEADER;
  }

  static void write(float[] from, int first, FloatArray to, long at, int count) {
    MemorySegment.copy(from, first, to.getSegment(), FLOAT, at * Float.BYTES, count);
  }

  static void read(FloatArray from, long first, float[] to, int at, int count) {
    MemorySegment.copy(from.getSegment(), FLOAT, first * Float.BYTES, to, at, count);
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
