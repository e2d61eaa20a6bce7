package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.x64.PackLanes.Quad;
import dev.nibble.engine.kernel.x64.Tile.Role;

/**
 * Scales of a byte for each 16 of 256, times one float16: Q6_K. In a piece the float16 of all rows
 * come first, then a byte a row for each half of each block.
 */
record ByteScales() implements Scales {
  private static final int BLOCKS = 8;
  private static final int FACTOR_BYTES = Panel.ROWS * Short.BYTES;
  private static final int SUMS = 2;

  /** Where a block of the file has its bytes, and its factor. */
  private static final int SCALES_AT = 192;

  private static final int FACTOR_AT = 208;
  private static final int[] HALVES = {FACTOR_AT};

  @Override
  public int bytes() {
    return commonBytes() + BLOCKS * blockBytes();
  }

  @Override
  public int commonBytes() {
    return FACTOR_BYTES;
  }

  @Override
  public int blockBytes() {
    return SUMS * Panel.ROWS;
  }

  @Override
  public int sums() {
    return SUMS;
  }

  @Override
  public boolean hasOffsets() {
    return false;
  }

  @Override
  public boolean subtractsOffsets() {
    return false;
  }

  @Override
  public float scale(byte[] blocks, int blockAt, int part, int sum) {
    return Bytes.getHalf(blocks, blockAt + FACTOR_AT)
        * blocks[blockAt + SCALES_AT + SUMS * part + sum];
  }

  @Override
  public float offset(byte[] blocks, int blockAt, int part) {
    return 0;
  }

  @Override
  public void pack(byte[] blocks, int blockAt, byte[] panel, int pieceAt, int row) {
    BlockScales.copy(blocks, blockAt + FACTOR_AT, panel, pieceAt, row);
    int at = pieceAt + commonBytes() + row;
    for (int i = 0; i < BLOCKS * SUMS; i++) {
      panel[at + i * Panel.ROWS] = blocks[blockAt + SCALES_AT + i];
    }
  }

  @Override
  public int[] halves() {
    return HALVES;
  }

  @Override
  public void emitPack(PackLanes lanes) {
    for (Quad quad : Quad.values()) {
      lanes.load(quad, SCALES_AT, 0);
      for (int group = 0; group < PackLanes.GROUPS; group++) {
        int at = commonBytes() + group * Integer.BYTES * Panel.ROWS;
        lanes.storeBytes(quad, group, at, Panel.ROWS);
      }
    }
  }

  @Override
  public void constants(Tile tile) {}

  @Override
  public void load(Tile tile, Mem block, int sum, int v) {
    Assembler asm = tile.asm();
    Vec scale = tile.register(Role.SCALE, v);
    Vec factor = tile.register(Role.SPARE, 0);
    asm.vpmovsxbd(scale, block.plus(sum * Panel.ROWS + tile.row(v)));
    asm.vcvtdq2ps(scale, scale);
    asm.vcvtph2ps(factor, Mem.at(Tile.PIECE, tile.row(v) * Short.BYTES));
    asm.vmulps(scale, scale, factor);
  }
}
