package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.x64.Tile.Role;

/**
 * A float16 for each row, at the beginning of a block of 32, and where there are offsets another
 * one behind it.
 *
 * @param hasOffsets whether there are
 */
record BlockScales(boolean hasOffsets) implements Scales {
  private static final int[] ONE = {0};
  private static final int[] BOTH = {0, Short.BYTES};
  private static final int NUMBER_BYTES = Panel.ROWS * Short.BYTES;

  @Override
  public int bytes() {
    return hasOffsets ? 2 * NUMBER_BYTES : NUMBER_BYTES;
  }

  @Override
  public int commonBytes() {
    return 0;
  }

  @Override
  public int blockBytes() {
    return bytes();
  }

  @Override
  public int sums() {
    return 1;
  }

  @Override
  public boolean subtractsOffsets() {
    return false;
  }

  @Override
  public float scale(byte[] blocks, int blockAt, int part, int sum) {
    return Bytes.getHalf(blocks, blockAt);
  }

  @Override
  public float offset(byte[] blocks, int blockAt, int part) {
    return hasOffsets ? Bytes.getHalf(blocks, blockAt + Short.BYTES) : 0;
  }

  @Override
  public void pack(byte[] blocks, int blockAt, byte[] panel, int pieceAt, int row) {
    copy(blocks, blockAt, panel, pieceAt, row);
    if (hasOffsets) {
      copy(blocks, blockAt + Short.BYTES, panel, pieceAt + NUMBER_BYTES, row);
    }
  }

  /** Copies a row's number. */
  static void copy(byte[] from, int at, byte[] panel, int numbersAt, int row) {
    Bytes.putShort(panel, numbersAt + row * Short.BYTES, Bytes.getShort(from, at));
  }

  @Override
  public int[] halves() {
    return hasOffsets ? BOTH : ONE;
  }

  @Override
  public void emitPack(PackLanes lanes) {}

  @Override
  public void constants(Tile tile) {}

  @Override
  public void load(Tile tile, Mem block, int sum, int v) {
    Mem numbers = block.plus(tile.row(v) * Short.BYTES);
    tile.asm().vcvtph2ps(tile.register(Role.SCALE, v), numbers);
    if (hasOffsets) {
      tile.asm().vcvtph2ps(tile.register(Role.OFFSET, v), numbers.plus(NUMBER_BYTES));
    }
  }
}
