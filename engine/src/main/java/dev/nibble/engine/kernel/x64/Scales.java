package dev.nibble.engine.kernel.x64;

/** What the products of a panel's codes are multiplied with, and how it is stored in a piece. */
sealed interface Scales permits BlockScales, SixBitScales, ByteScales {

  /** Bytes in front of the codes of a piece. */
  int bytes();

  /** Bytes of these that belong to all blocks, and come first. */
  int commonBytes();

  /** Bytes that belong to each block. */
  int blockBytes();

  /** Sums that a block's products make: 1, or 2 where each half has its own scale. */
  int sums();

  /** Whether the scaled sum of the activations is added, times an offset. */
  boolean hasOffsets();

  /** Whether it is subtracted. */
  boolean subtractsOffsets();

  /**
   * What a row's codes are multiplied with: a weight is {@code scale * (code - bias)}, plus an
   * offset where there is one.
   *
   * @param blocks blocks of the row
   * @param blockAt where the one in question starts
   * @param part which 32 columns of the block
   * @param sum which of their sums
   */
  float scale(byte[] blocks, int blockAt, int part, int sum);

  /** What is added to each weight of these columns, 0 where there are no offsets. */
  float offset(byte[] blocks, int blockAt, int part);

  /**
   * Writes a row's scales.
   *
   * @param blocks blocks of the row
   * @param blockAt where the one of the piece starts
   * @param panel the weights
   * @param pieceAt where the piece starts
   * @param row which of the 32
   */
  void pack(byte[] blocks, int blockAt, byte[] panel, int pieceAt, int row);

  /**
   * Where a block of the file has numbers of two bytes: in the piece those of all rows, in turn.
   */
  int[] halves();

  /**
   * Emits what packs the scales of the rows of a loop, but for the halves.
   *
   * @param lanes the registers
   */
  void emitPack(PackLanes lanes);

  /** Loads what all blocks need. */
  void constants(Tile tile);

  /**
   * Puts the scales of a sum, and the offsets, into the registers for them.
   *
   * @param tile the registers
   * @param block what belongs to the block
   * @param sum which of its sums
   * @param v which vector of rows
   */
  void load(Tile tile, Mem block, int sum, int v);
}
