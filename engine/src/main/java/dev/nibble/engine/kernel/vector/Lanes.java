package dev.nibble.engine.kernel.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.S2I;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vector width of this process, and loads that widen stored elements to float lanes. */
public final class Lanes {
  /** The property that sets the width in bits: 128, 256 or 512. */
  public static final String WIDTH_PROPERTY = "nibble.vector.bits";

  /** The least width that is of use. */
  public static final int MIN_BITS = 128;

  /** The width in bits. */
  public static final int BITS = Integer.getInteger(WIDTH_PROPERTY, preferredBits());

  static final VectorSpecies<Float> F = VectorSpecies.of(float.class, VectorShape.forBitSize(BITS));

  /** Float lanes in a vector. */
  static final int COUNT = F.length();

  /** 32 vector registers or more, not 16. */
  static final boolean MANY_REGISTERS =
      BITS == 512 || System.getProperty("os.arch").equals("aarch64");

  static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, F.vectorShape());
  private static final VectorSpecies<Short> S =
      VectorSpecies.of(short.class, VectorShape.forBitSize(BITS / 2));

  /** Four bytes are no species: at 128 bits bytes are taken from an int. */
  private static final boolean BYTES_FROM_INT = COUNT == 4;

  static final VectorSpecies<Byte> B =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, BITS / 4)));
  private static final IntVector BYTE_SHIFTS = IntVector.broadcast(I, 0).addIndex(8);

  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  static final IntVector LOWER_NIBBLE = IntVector.broadcast(I, 0xF);

  private Lanes() {}

  /** The widest that this machine computes with, in bits. */
  public static int preferredBits() {
    return FloatVector.SPECIES_PREFERRED.vectorBitSize();
  }

  /** The next floats of an array. */
  static FloatVector f32(float[] x, int index) {
    return FloatVector.fromArray(F, x, index);
  }

  /** Stored binary32. */
  static FloatVector f32(MemorySegment w, long offsetBytes) {
    return FloatVector.fromMemorySegment(F, w, offsetBytes, LITTLE_ENDIAN);
  }

  /** Stored bfloat16. */
  static FloatVector bf16(MemorySegment w, long offsetBytes) {
    return shorts(w, offsetBytes).lanewise(LSHL, 16).reinterpretAsFloats();
  }

  /** Stored binary16, all finite. */
  static FloatVector halves(MemorySegment w, long offsetBytes) {
    IntVector bits = shorts(w, offsetBytes).lanewise(LSHL, 13).and(HalfBits.BITS);
    return bits.reinterpretAsFloats().mul(HalfBits.REBIAS);
  }

  /** Stored signed bytes. */
  static FloatVector int8(MemorySegment w, long offsetBytes) {
    if (BYTES_FROM_INT) {
      IntVector upper = spreadBytes(w, offsetBytes).lanewise(LSHL, 24);
      return (FloatVector) upper.lanewise(ASHR, 24).convert(I2F, 0);
    }
    return (FloatVector) bytes(w, offsetBytes).convertShape(B2F, F, 0);
  }

  /** Stored bytes, not sign-extended. */
  static IntVector uint8(MemorySegment w, long offsetBytes) {
    if (BYTES_FROM_INT) {
      return spreadBytes(w, offsetBytes).and(0xFF);
    }
    return (IntVector) bytes(w, offsetBytes).convertShape(ZERO_EXTEND_B2I, I, 0);
  }

  /** The lower four bits of each lane, as floats. */
  static FloatVector lowerNibbles(IntVector v) {
    return toFloat(v.lanewise(AND, LOWER_NIBBLE));
  }

  /** The bits above the lower four, as floats. */
  static FloatVector upperNibbles(IntVector v) {
    return toFloat(v.lanewise(LSHR, 4));
  }

  /** Each lane's own number. */
  static IntVector iota() {
    return IntVector.broadcast(I, 0).addIndex(1);
  }

  /** The same integer in all lanes. */
  static IntVector integers(int value) {
    return IntVector.broadcast(I, value);
  }

  /** Integers as floats. */
  static FloatVector toFloat(IntVector v) {
    return (FloatVector) v.convert(I2F, 0);
  }

  /** One stored binary16. */
  static float scalarHalf(MemorySegment w, long offsetBytes) {
    return Float.float16ToFloat(w.get(SHORT, offsetBytes));
  }

  /** Four stored bytes. */
  static int int32(MemorySegment w, long offsetBytes) {
    return w.get(INT, offsetBytes);
  }

  /** Eight stored bytes. */
  static long int64(MemorySegment w, long offsetBytes) {
    return w.get(LONG, offsetBytes);
  }

  /** One stored binary16, in all lanes. */
  static FloatVector half(MemorySegment w, long offsetBytes) {
    return FloatVector.broadcast(F, scalarHalf(w, offsetBytes));
  }

  /** Two instructions; the maximum of the API takes several, since it orders zeros. */
  static FloatVector larger(FloatVector a, FloatVector b) {
    return a.blend(b, b.compare(GT, a));
  }

  /** The sum of all lanes. */
  static float sum(FloatVector v) {
    return v.reduceLanes(ADD);
  }

  /** The sum of neighbouring floats, whole vectors of them. */
  static float sum(float[] x, int from, int count) {
    FloatVector sums = f32(x, from);
    for (int i = COUNT; i < count; i += COUNT) {
      sums = sums.add(f32(x, from + i));
    }
    return sum(sums);
  }

  private static IntVector shorts(MemorySegment w, long offsetBytes) {
    return (IntVector)
        ShortVector.fromMemorySegment(S, w, offsetBytes, LITTLE_ENDIAN).convertShape(S2I, I, 0);
  }

  private static ByteVector bytes(MemorySegment w, long offsetBytes) {
    return ByteVector.fromMemorySegment(B, w, offsetBytes, LITTLE_ENDIAN);
  }

  /** Lane {@code i} holds byte {@code i} in its lowest bits. */
  private static IntVector spreadBytes(MemorySegment w, long offsetBytes) {
    return IntVector.broadcast(I, w.get(INT, offsetBytes)).lanewise(LSHR, BYTE_SHIFTS);
  }
}
