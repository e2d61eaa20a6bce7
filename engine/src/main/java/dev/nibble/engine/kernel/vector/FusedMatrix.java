package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;

import dev.nibble.engine.kernel.Inputs;
import dev.nibble.engine.kernel.Workspace;
import dev.nibble.weights.Tensor;

/**
 * Weights whose format has a fused kernel, which decodes and multiplies in one pass, for one token
 * and for a few. A group of two to four rows goes together and shares the loads of the activations.
 *
 * <p>The rows of a group are a quarter of the range apart, so that a core reads long streams of
 * neighbouring bytes. It fetches ahead only so far in each: of F16 four streams give 25 GB/s, two
 * 18, one 13, reading alone 30 (medians of 20 passes, one core of an AMD EPYC Zen 5, JDK 25.0.3,
 * 2026-11-26). With neighbouring rows every stream ends after one row, before it is noticed.
 *
 * <p>A kernel calls the Vector API and nothing else, and its indices are linear in the number of
 * the block. C2 stops inlining at its limit of nodes, except for what the JDK marks to be inlined
 * always, and boxes every vector that crosses a call of ours.
 */
abstract sealed class FusedMatrix extends VectorMatrix
    permits F32Matrix,
        HalvesMatrix,
        Q80Matrix,
        Q40Matrix,
        Q41Matrix,
        Q50Matrix,
        Q51Matrix,
        SuperBlockMatrix,
        Iq4NlMatrix {
  /** Lanes from which on the kernels of block formats are there: bytes come eight at a time. */
  static final int MIN_LANES = 8;

  /** From here on the tile's sixteen tokens for one decoding are faster. */
  private static final int PANEL_TOKENS = 8;

  /**
   * Groups of a call. Bounds are checked and constants loaded once for all of them, which takes 300
   * instructions with blocks of 256; few enough to return soon, since a call that began in the
   * interpreter ends there.
   */
  private static final int BAND = 16;

  /**
   * The first calls are short: the compiler counts calls, and what it compiles in the middle of a
   * long one is good for no other. A first token of Q4_K_M takes 2.3 s in place of 2.5 (a billion
   * weights, two cores of an AMD EPYC Zen 5, JDK 25.0.3, 2026-11-26).
   */
  private static final int FIRST_CALLS = 1000;

  private static final int FIRST_BAND = 2;

  /** Calls so far, up to {@link #FIRST_CALLS}; workers may count two for one. */
  private int calls;

  FusedMatrix(Tensor tensor) {
    super(tensor);
  }

  /**
   * Floats of a token's activations as the kernel reads them; 0 where it takes them as they are.
   */
  int preparedFloats() {
    return 0;
  }

  /**
   * Brings a token's activations into the kernel's order.
   *
   * @param x activations, of which {@code columns} from {@code xOffset} are read
   * @param xOffset where the token starts
   * @param out receives {@link #preparedFloats()} floats
   * @param outOffset where the first goes
   */
  void prepare(float[] x, int xOffset, float[] out, int outOffset) {
    throw new UnsupportedOperationException();
  }

  /** Columns that the kernel takes at a time; rows of another length are made floats first. */
  int step() {
    return COUNT;
  }

  /** Rows that the kernel computes together. */
  int groupRows() {
    return 4;
  }

  /**
   * The products of groups of rows with a token.
   *
   * @param first the first row of the first group
   * @param count how many groups; each starts a row behind the one before
   * @param distance rows from one of a group to the next
   * @param x the activations, prepared
   * @param xAt where the token starts in {@code x}
   * @param y receives the results
   * @param yAt where that of the first row goes; a result stands as far from it as its row does
   */
  abstract void multiplyGroups(
      int first, int count, int distance, float[] x, int xAt, float[] y, int yAt);

  @Override
  final int panelTokens() {
    return PANEL_TOKENS;
  }

  @Override
  final void multiplyFew(Inputs x, float[] y, int fromRow, int toRow, Workspace workspace) {
    int group = groupRows();
    int distance = (toRow - fromRow) / group;
    if (columns % step() != 0 || distance == 0) {
      multiplyRows(x, y, fromRow, toRow, workspace);
      return;
    }
    float[] values = x.values();
    int stride = columns;
    if (preparedFloats() > 0) {
      stride = preparedFloats();
      values = workspace.copy(x.tokens() * stride);
      if (workspace.turnCopy(x.batch(), getClass())) {
        for (int t = 0; t < x.tokens(); t++) {
          prepare(x.values(), t * columns, values, t * stride);
        }
      }
    }
    int end = fromRow + distance;
    int count;
    for (int row = fromRow; row < end; row += count) {
      count = Math.min(end - row, nextBand());
      multiplyTokens(row, count, distance, values, stride, x.tokens(), y);
    }
    if (fromRow + group * distance < toRow) {
      multiplyTokens(toRow - group, 1, 1, values, stride, x.tokens(), y);
    }
  }

  private int nextBand() {
    if (calls >= FIRST_CALLS) {
      return BAND;
    }
    calls++;
    return FIRST_BAND;
  }

  private void multiplyTokens(
      int first, int count, int distance, float[] values, int stride, int tokens, float[] y) {
    for (int t = 0; t < tokens; t++) {
      multiplyGroups(first, count, distance, values, t * stride, y, t * rows + first);
    }
  }
}
