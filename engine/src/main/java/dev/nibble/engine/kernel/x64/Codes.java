package dev.nibble.engine.kernel.x64;

/** How the codes of a block of 32 columns and 32 rows are stored in a panel, and made bytes. */
sealed interface Codes permits ByteCodes, NibbleCodes, TableCodes {

  /** Bytes of the block. */
  int bytes();

  /**
   * Writes the codes of a row.
   *
   * @param groups codes of a row, four in an int
   * @param first the first of the block
   * @param panel the weights
   * @param at where the block's codes start
   * @param row which of the 32
   */
  void pack(int[] groups, int first, byte[] panel, int at, int row);

  /**
   * What codes stand for, in bytes without a sign.
   *
   * @param four codes of neighbouring columns
   */
  default int values(int four) {
    return four;
  }

  /** Bits of what codes stand for, without a sign. */
  int bits();

  /** Loads what all blocks need. */
  void constants(Tile tile);

  /**
   * Puts a group's codes into a {@linkplain Tile.Role#WEIGHTS register of weights}.
   *
   * @param tile the registers
   * @param block where the block's codes are
   * @param group which
   * @param v which vector of rows
   */
  void unpack(Tile tile, Mem block, int group, int v);

  /** Where the ints of a tile's vector of rows are, among those of 32 rows. */
  static Mem ints(Tile tile, Mem of, int v) {
    return of.plus(tile.row(v) * Integer.BYTES);
  }

  /** Writes an int of a row. */
  static void put(byte[] panel, int at, int row, int value) {
    Bytes.putInt(panel, at + row * Integer.BYTES, value);
  }
}
