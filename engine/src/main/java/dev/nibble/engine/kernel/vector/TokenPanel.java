package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;

import dev.nibble.engine.kernel.Inputs;

/**
 * Activations with neighbouring tokens in the lanes of a vector: {@code [block][k][tokens of the
 * block]}. A block has up to {@link PanelTile#VECTORS} vectors; the last vector's lanes past the
 * last token hold 0.
 */
final class TokenPanel {
  private TokenPanel() {}

  /** Vectors that hold some tokens. */
  static int vectors(int tokens) {
    return Math.ceilDiv(tokens, COUNT);
  }

  /** Vectors of the block that begins with a vector. */
  static int blockVectors(int vector, int vectors) {
    return Math.min(PanelTile.VECTORS, vectors - vector);
  }

  /** Blocks that hold some tokens. */
  static int blocks(int tokens) {
    return Math.ceilDiv(vectors(tokens), PanelTile.VECTORS);
  }

  /** Floats of a panel. */
  static int floats(int tokens, int columns) {
    return vectors(tokens) * COUNT * columns;
  }

  /**
   * Fills one block.
   *
   * @param x the activations; their memory for packed ones has room for all blocks
   * @param block which
   */
  static void pack(Inputs x, int block) {
    int columns = x.columns();
    int vector = block * PanelTile.VECTORS;
    int width = blockVectors(vector, vectors(x.tokens())) * COUNT;
    int first = vector * COUNT;
    int count = Math.min(width, x.tokens() - first);
    transpose(
        x.values(), first * columns, columns, count, columns, x.packed(), first * columns, width);
  }

  /**
   * Copies rows into lanes: {@code out[k][t] = in[t][k]}.
   *
   * @param in {@code [count][stride]}
   * @param inAt where the first row starts
   * @param stride from one row to the next
   * @param count rows
   * @param columns channels of a row
   * @param out receives {@code [columns][width]}; lanes past {@code count} become 0
   * @param outAt where the first lane goes
   * @param width lanes
   */
  static void transpose(
      float[] in, int inAt, int stride, int count, int columns, float[] out, int outAt, int width) {
    int t = 0;
    for (; t <= count - 4; t += 4) {
      int row0 = inAt + t * stride;
      int row1 = row0 + stride;
      int row2 = row1 + stride;
      int row3 = row2 + stride;
      int at = outAt + t;
      for (int k = 0; k < columns; k++) {
        out[at] = in[row0 + k];
        out[at + 1] = in[row1 + k];
        out[at + 2] = in[row2 + k];
        out[at + 3] = in[row3 + k];
        at += width;
      }
    }
    for (; t < width; t++) {
      int at = outAt + t;
      for (int k = 0; k < columns; k++) {
        out[at] = t < count ? in[inAt + t * stride + k] : 0;
        at += width;
      }
    }
  }
}
