package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.ByteLanes.UNITS;
import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.I;
import static dev.nibble.engine.kernel.vector.Lanes.half;
import static dev.nibble.engine.kernel.vector.Lanes.toFloat;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * The head of a block of Q4_K and Q5_K: eight scales and eight minima of six bits in three ints,
 * behind a scale of the scales and one of the minima, both binary16. The first four scales are the
 * lower bits of the bytes of the first int, the first four minima those of the second; the others
 * have four bits in the third, the scales in the lower nibbles, and two on top of the first four.
 *
 * <p>A vector holds the numbers of a unit: its scales, and behind them its minima with their sign
 * changed.
 */
final class SixBitScales {
  /** Weights that share a scale and a minimum. */
  static final int GROUP = 32;

  /** Bytes of the head. */
  static final int BYTES = 16;

  /** Scales, and minima, of a block. */
  static final int GROUPS = ByteLanes.BLOCK / GROUP;

  /** Scales, and minima, of a unit. */
  static final int UNIT_GROUPS = COUNT / 2;

  /** The order of a block's activations: a group has the lower nibbles of 32 bytes. */
  static final int[] ORDER = ByteLanes.order(GROUP);

  /** Bring the scales to the codes in the lower and upper nibbles of both steps of a unit. */
  static final VectorShuffle<Float> LOW_0 = spread(0, 0);

  static final VectorShuffle<Float> HIGH_0 = spread(0, 1);
  static final VectorShuffle<Float> LOW_1 = spread(1, 0);
  static final VectorShuffle<Float> HIGH_1 = spread(1, 1);

  /** Which ints have the lower bits of a unit's numbers, how far up, and which bits these are. */
  static final VectorShuffle<Integer>[] INTS = ints(i -> isSplit(i) ? 3 : 1 + i / GROUPS);

  static final IntVector[] SHIFTS =
      lanes(i -> i % 4 * Byte.SIZE + (isSplit(i) ? i / GROUPS * 4 : 0));
  static final IntVector[] MASK = lanes(i -> isSplit(i) ? 0xF : 0x3F);

  /** The same of the upper two bits, where these are elsewhere. */
  static final VectorShuffle<Integer>[] UPPER_INTS = ints(i -> 1 + i / GROUPS);

  static final IntVector[] UPPER_SHIFTS = lanes(i -> i % 4 * Byte.SIZE + 2);
  static final IntVector[] UPPER_MASK = lanes(i -> isSplit(i) ? 0x30 : 0);

  static final VectorMask<Float> MINIMA = VectorMask.fromLong(F, -1L << UNIT_GROUPS);

  private SixBitScales() {}

  private static boolean isSplit(int number) {
    return number % GROUPS >= GROUPS / 2;
  }

  /** Numbers of a block count its scales first, then its minima. */
  private static int number(int unit, int lane) {
    return lane / UNIT_GROUPS * GROUPS + unit * UNIT_GROUPS + lane % UNIT_GROUPS;
  }

  private static VectorShuffle<Float> spread(int step, int nibble) {
    return ByteLanes.spread(ORDER, step, nibble, weight -> weight / GROUP);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // there are no generic arrays
  private static VectorShuffle<Integer>[] ints(IntUnaryOperator ofNumber) {
    return IntStream.range(0, UNITS)
        .mapToObj(unit -> VectorShuffle.fromOp(I, lane -> ofNumber.applyAsInt(number(unit, lane))))
        .toArray(VectorShuffle[]::new);
  }

  private static IntVector[] lanes(IntUnaryOperator ofNumber) {
    int[] lanes = new int[COUNT];
    return IntStream.range(0, UNITS)
        .mapToObj(unit -> {
          Arrays.setAll(lanes, lane -> ofNumber.applyAsInt(number(unit, lane)));
          return IntVector.fromArray(I, lanes, 0);
        })
        .toArray(IntVector[]::new);
  }

  /**
   * Reads the numbers of a block, unit by unit.
   *
   * @param w where the block lies
   * @param at its first byte
   * @param out receives 16 floats
   * @param outOffset where the first goes
   */
  static void read(MemorySegment w, long at, float[] out, int outOffset) {
    IntVector head = IntVector.fromMemorySegment(I, w, at, LITTLE_ENDIAN);
    FloatVector factors = half(w, at).blend(half(w, at + Short.BYTES).neg(), MINIMA);
    for (int unit = 0; unit < UNITS; unit++) {
      IntVector lower = head.rearrange(INTS[unit]).lanewise(LSHR, SHIFTS[unit]).and(MASK[unit]);
      IntVector upper =
          head.rearrange(UPPER_INTS[unit]).lanewise(LSHR, UPPER_SHIFTS[unit]).and(UPPER_MASK[unit]);
      toFloat(upper.or(lower)).mul(factors).intoArray(out, outOffset + unit * COUNT);
    }
  }
}
