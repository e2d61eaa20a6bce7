package dev.nibble.engine.kernel.x64;

/**
 * How attention lays out what it computes together: a lane is a query, two vectors of them stand
 * side by side. Behind the queries {@code [channels][lanes]} come a {@linkplain State row for each
 * number} of the softmax, and the values so far, {@code [channels][lanes]}.
 *
 * @param lanes queries
 * @param channels of a head, in whole tiles
 */
record Pane(int lanes, int channels) {
  /** Vectors side by side. */
  static final int VECTORS = 2;

  /** What the softmax of the scores so far has for each lane. */
  enum State {
    LARGEST(0),
    SUM(1),
    /** What the values are to be multiplied with before further ones are added. */
    SHRINK(2);

    private final int row;

    State(int row) {
      this.row = row;
    }

    int row() {
      return row;
    }
  }

  /**
   * The layout for a set of instructions.
   *
   * @param set which
   * @param headSize channels of a head
   */
  static Pane of(InstructionSet set, int headSize) {
    return new Pane(lanes(set), wholeTiles(set, headSize));
  }

  static int lanes(InstructionSet set) {
    return VECTORS * set.width().lanes();
  }

  /** Bytes of all lanes. */
  static int rowBytes(InstructionSet set) {
    return lanes(set) * Float.BYTES;
  }

  /** Rows that are multiplied at once: with the lanes they fill the registers. */
  static int tileRows(InstructionSet set) {
    return set.isEvex() ? 8 : 4;
  }

  /** A number of rows, rounded up. */
  static int wholeTiles(InstructionSet set, int rows) {
    return Math.ceilDiv(rows, tileRows(set)) * tileRows(set);
  }

  long rowBytes() {
    return (long) lanes * Float.BYTES;
  }

  /** Where the state begins. */
  long stateAt() {
    return channels * rowBytes();
  }

  /** Where the values begin. */
  long valuesAt() {
    return stateAt() + State.values().length * rowBytes();
  }

  /** Of the whole. */
  long bytes() {
    return valuesAt() + channels * rowBytes();
  }
}
