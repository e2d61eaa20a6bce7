package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.F;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Binary16 in the upper half of int lanes. Shifted three places down, exponent and fraction are
 * where binary32 has them; a multiplication moves the bias of the exponent, exactly for subnormals
 * too. It would make numbers of infinities and NaN, which are seen by a carry.
 */
final class HalfBits {
  /** Sign, exponent and fraction after a shift that keeps the sign. */
  static final IntVector BITS = Lanes.integers(0x8FFF_E000);

  /** One more in the exponent, which overflows into {@link #OVERFLOW} from all ones. */
  static final IntVector ONE_MORE = Lanes.integers(0x0080_0000);

  static final int OVERFLOW = 0x1000_0000;

  /** From the bias of binary16, 15, to that of binary32, 127. */
  static final FloatVector REBIAS = FloatVector.broadcast(F, 0x1p112f);

  private HalfBits() {}
}
