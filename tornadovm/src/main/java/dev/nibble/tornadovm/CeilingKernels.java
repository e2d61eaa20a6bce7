package dev.nibble.tornadovm;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Kernels that do one thing each, as fast as a device can, again and again. */
final class CeilingKernels {
  /** Workgroups of a kernel: more than any device runs at once. */
  static final int GROUPS = 4096;

  /** Where a kernel is told how often. */
  static final int ROUNDS = 0;

  /** Where it is told how many numbers a workgroup reads in a round. */
  static final int PIECE = 1;

  /** How much it is told. */
  static final int NUMBERS = 2;

  /** Accumulators of an item: as many operations are under way at once. */
  static final int ACCUMULATORS = 8;

  /** What an item's accumulators end with, whatever they begin with. */
  static final float LIMIT = ACCUMULATORS;

  /** What a piece is a multiple of. */
  static final int STEP = ACCUMULATORS * Sums.ITEMS;

  /** From piece to piece: so far that no cache has what another workgroup has read. */
  private static final int STRIDE = 513;

  private CeilingKernels() {}

  /**
   * Reads memory. Each workgroup reads a piece in a round, and all of them all of it.
   *
   * @param context where a kernel is in its grid
   * @param numbers how often, and how long a piece is
   * @param memory {@code [GROUPS][piece]}
   * @param sums {@code [items]}, receives the sums of what they have read
   */
  static void read(KernelContext context, IntArray numbers, FloatArray memory, FloatArray sums) {
    int rounds = numbers.get(ROUNDS);
    int length = numbers.get(PIECE);
    int piece = context.groupIdx;
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    float e = 0;
    float f = 0;
    float g = 0;
    float h = 0;
    for (int round = 0; round < rounds; round++) {
      int first = piece * length + context.localIdx;
      for (int at = 0; at < length; at += STEP) {
        a += memory.get(first + at);
        b += memory.get(first + at + Sums.ITEMS);
        c += memory.get(first + at + 2 * Sums.ITEMS);
        d += memory.get(first + at + 3 * Sums.ITEMS);
        e += memory.get(first + at + 4 * Sums.ITEMS);
        f += memory.get(first + at + 5 * Sums.ITEMS);
        g += memory.get(first + at + 6 * Sums.ITEMS);
        h += memory.get(first + at + 7 * Sums.ITEMS);
      }
      piece = (piece + STRIDE) & (GROUPS - 1);
    }
    sums.set(context.globalIdx, a + b + c + d + e + f + g + h);
  }

  /**
   * Multiplies and adds: accumulators that begin otherwise each go to 1 by {@code a / 2 + 1 / 2}.
   *
   * @param context where a kernel is in its grid
   * @param numbers how often
   * @param sums {@code [items]}, receives the sums of their accumulators
   */
  static void multiplyAdd(KernelContext context, IntArray numbers, FloatArray sums) {
    int rounds = numbers.get(ROUNDS);
    float a = context.localIdx * 0.001f;
    float b = a + 0.1f;
    float c = a + 0.2f;
    float d = a + 0.3f;
    float e = a + 0.4f;
    float f = a + 0.5f;
    float g = a + 0.6f;
    float h = a + 0.7f;
    for (int round = 0; round < rounds; round++) {
      a = a * 0.5f + 0.5f;
      b = b * 0.5f + 0.5f;
      c = c * 0.5f + 0.5f;
      d = d * 0.5f + 0.5f;
      e = e * 0.5f + 0.5f;
      f = f * 0.5f + 0.5f;
      g = g * 0.5f + 0.5f;
      h = h * 0.5f + 0.5f;
    }
    sums.set(context.globalIdx, a + b + c + d + e + f + g + h);
  }
}
