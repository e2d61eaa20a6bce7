package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;

/**
 * The 32 codes of a block whose four bits stand for one of 16 numbers: 16 bytes, those of the first
 * half in the lower nibbles. A shuffle of bytes looks all of a half up at once.
 */
final class CodeBook {
  private static final int BLOCK = 32;
  private static final int HALF = BLOCK / 2;

  private CodeBook() {}

  /**
   * A table.
   *
   * @param numbers what the 16 codes stand for
   */
  static ByteVector of(int... numbers) {
    byte[] bytes = new byte[HALF];
    for (int i = 0; i < HALF; i++) {
      bytes[i] = (byte) numbers[i];
    }
    return ByteVector.fromArray(ByteVector.SPECIES_128, bytes, 0);
  }

  /**
   * Makes a block floats.
   *
   * @param table what the codes stand for
   * @param w where the codes lie
   * @param at their first byte
   * @param scale what each number is multiplied with
   * @param out receives 32 floats
   * @param to where the first goes
   */
  static void unpack(ByteVector table, MemorySegment w, long at, float scale, float[] out, int to) {
    ByteVector bytes = codes(w, at);
    ByteVector lower = lower(bytes, table);
    ByteVector upper = upper(bytes, table);
    for (int i = 0; i < HALF; i += COUNT) {
      floats(lower, i).mul(scale).intoArray(out, to + i);
      floats(upper, i).mul(scale).intoArray(out, to + HALF + i);
    }
  }

  private static ByteVector codes(MemorySegment w, long at) {
    return ByteVector.fromMemorySegment(ByteVector.SPECIES_128, w, at, LITTLE_ENDIAN);
  }

  private static ByteVector lower(ByteVector bytes, ByteVector table) {
    return bytes.selectFrom(table);
  }

  /** There is no shift of bytes; what comes in from the next one is above the four bits. */
  private static ByteVector upper(ByteVector bytes, ByteVector table) {
    return bytes.reinterpretAsInts().lanewise(LSHR, 4).reinterpretAsBytes().selectFrom(table);
  }

  private static FloatVector floats(ByteVector numbers, int first) {
    return (FloatVector) numbers.convertShape(B2F, F, first / COUNT);
  }
}
