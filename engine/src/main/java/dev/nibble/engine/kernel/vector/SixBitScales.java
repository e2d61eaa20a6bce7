package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.eightBytes;
import static dev.nibble.engine.kernel.vector.Lanes.int32;
import static dev.nibble.engine.kernel.vector.Lanes.scalarHalf;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The head of a block of Q4_K and Q5_K: eight scales and eight minima of six bits in twelve bytes,
 * behind a scale of the scales and one of the minima, both binary16.
 *
 * <p>Read, the eight scales stand in an order of their own, {@link #ofPair}, and behind them, in
 * the same order, the minima with their sign changed.
 */
final class SixBitScales {
  /** Weights of a block. */
  static final int BLOCK = 256;

  /** Weights that share a scale and a minimum. */
  static final int GROUP = 32;

  /** Bytes of the head. */
  static final int BYTES = 16;

  /** Groups of a block. */
  static final int GROUPS = BLOCK / GROUP;

  /** Floats that a head becomes. */
  static final int FLOATS = 2 * GROUPS;

  /** From the scale of a pair's first group to that of the second. */
  static final int NEXT_GROUP = 2;

  private static final int SIX_BITS = 0x3F3F_3F3F;
  private static final int FOUR_BITS = 0x0F0F_0F0F;
  private static final int TWO_BITS = 0x0303_0303;

  private SixBitScales() {}

  /**
   * Where the scale of a pair's first group stands among those of a row; that of the second stands
   * {@link #NEXT_GROUP} behind it.
   *
   * @param pair two groups, from the first in the row
   */
  static int ofPair(int pair) {
    return (pair >> 2) * FLOATS + (pair & 1) * 4 + ((pair >> 1) & 1);
  }

  private static int place(int group) {
    return ofPair(group >> 1) + (group & 1) * NEXT_GROUP;
  }

  /**
   * Floats of a token's activations as they are prepared: themselves, and as many sums as scales.
   */
  static int prepared(int columns) {
    return columns + columns / BLOCK * FLOATS;
  }

  /**
   * Puts the sums of their groups behind a row's activations, in the order of the minima; where the
   * scales would be there is 0.
   *
   * @param x activations
   * @param xOffset where they start
   * @param count how many
   * @param out receives {@link #prepared} floats
   * @param outOffset where the first goes
   */
  static void prepare(float[] x, int xOffset, int count, float[] out, int outOffset) {
    System.arraycopy(x, xOffset, out, outOffset, count);
    int at = outOffset + count;
    for (int k = xOffset; k < xOffset + count; k += BLOCK) {
      for (int group = 0; group < GROUPS; group++) {
        out[at + group] = 0;
        out[at + GROUPS + place(group)] = Lanes.sum(x, k + group * GROUP, GROUP);
      }
      at += FLOATS;
    }
  }

  /**
   * Reads the heads of a row.
   *
   * @param w where the row lies
   * @param from its first byte
   * @param bytes of the row
   * @param blockBytes bytes from one block to the next
   * @param out receives {@link #FLOATS} floats a block
   * @param outOffset where the first goes
   */
  static void read(
      MemorySegment w, long from, long bytes, int blockBytes, float[] out, int outOffset) {
    int to = outOffset;
    for (long at = 0; at < bytes; at += blockBytes) {
      readOne(w, from + at, out, to);
      to += FLOATS;
    }
  }

  /**
   * Reads one head.
   *
   * @param w where the block lies
   * @param at its first byte
   * @param out receives {@link #FLOATS} floats
   * @param outOffset where the first goes
   */
  static void readOne(MemorySegment w, long at, float[] out, int outOffset) {
    int first = int32(w, at + 4);
    int second = int32(w, at + 8);
    int third = int32(w, at + 12);
    int upperScales = (third & FOUR_BITS) | ((first >>> 6) & TWO_BITS) << 4;
    int upperMinima = ((third >>> 4) & FOUR_BITS) | ((second >>> 6) & TWO_BITS) << 4;
    FloatVector scales = eightBytes(pair(first & SIX_BITS, upperScales));
    FloatVector minima = eightBytes(pair(second & SIX_BITS, upperMinima));
    scales.mul(scalarHalf(w, at)).intoArray(out, outOffset);
    minima.mul(-scalarHalf(w, at + 2)).intoArray(out, outOffset + GROUPS);
  }

  private static long pair(int lower, int upper) {
    return ((long) upper << 32) | (lower & 0xFFFF_FFFFL);
  }
}
