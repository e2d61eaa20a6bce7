package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.x64.PackLanes.Constant;
import dev.nibble.engine.kernel.x64.PackLanes.Quad;
import dev.nibble.engine.kernel.x64.Tile.Role;

/**
 * Scales and minima of six bits for each 32 of 256, times a float16 each: Q4_K and Q5_K. In a piece
 * the float16 of all rows come first. Then each block has a byte a row, the lower four bits of its
 * scale and its minimum, and a byte for two rows, sixteen apart, with the upper two bits of both.
 */
record SixBitScales() implements Scales {
  private static final int[] HALVES = {0, Short.BYTES};
  private static final int BLOCKS = 8;
  private static final int FACTOR_BYTES = Panel.ROWS * Short.BYTES;
  private static final int HALF_ROWS = Panel.ROWS / 2;

  /** Where a block of the file has its twelve bytes. */
  private static final int PACKED_AT = 4;

  @Override
  public int bytes() {
    return commonBytes() + BLOCKS * blockBytes();
  }

  @Override
  public int commonBytes() {
    return 2 * FACTOR_BYTES;
  }

  @Override
  public int blockBytes() {
    return Panel.ROWS + HALF_ROWS;
  }

  @Override
  public int sums() {
    return 1;
  }

  @Override
  public boolean hasOffsets() {
    return true;
  }

  @Override
  public boolean subtractsOffsets() {
    return true;
  }

  @Override
  public float scale(byte[] blocks, int blockAt, int part, int sum) {
    return Bytes.getHalf(blocks, blockAt) * scale(blocks, blockAt, part);
  }

  @Override
  public float offset(byte[] blocks, int blockAt, int part) {
    return -(Bytes.getHalf(blocks, blockAt + Short.BYTES) * minimum(blocks, blockAt, part));
  }

  /** A scale of the twelve bytes that pack eight of them and eight minima. */
  private static int scale(byte[] blocks, int blockAt, int index) {
    return index < 4
        ? packed(blocks, blockAt, index) & 63
        : (packed(blocks, blockAt, index + 4) & 15)
            | (packed(blocks, blockAt, index - 4) >> 6) << 4;
  }

  /** A minimum of these. */
  private static int minimum(byte[] blocks, int blockAt, int index) {
    return index < 4
        ? packed(blocks, blockAt, index + 4) & 63
        : packed(blocks, blockAt, index + 4) >> 4 | (packed(blocks, blockAt, index) >> 6) << 4;
  }

  private static int packed(byte[] blocks, int blockAt, int index) {
    return blocks[blockAt + PACKED_AT + index] & 0xFF;
  }

  @Override
  public void pack(byte[] blocks, int blockAt, byte[] panel, int pieceAt, int row) {
    BlockScales.copy(blocks, blockAt, panel, pieceAt, row);
    BlockScales.copy(blocks, blockAt + Short.BYTES, panel, pieceAt + FACTOR_BYTES, row);
    for (int i = 0; i < BLOCKS; i++) {
      int scale = scale(blocks, blockAt, i);
      int minimum = minimum(blocks, blockAt, i);
      int at = pieceAt + commonBytes() + i * blockBytes();
      panel[at + row] = (byte) ((scale & 15) | (minimum & 15) << 4);
      int highAt = at + Panel.ROWS + row % HALF_ROWS;
      int high = scale >> 4 | (minimum >> 4) << 2;
      panel[highAt] |= (byte) (high << (row / HALF_ROWS * 4));
    }
  }

  @Override
  public int[] halves() {
    return HALVES;
  }

  /**
   * The twelve bytes are three registers. In the first and the second the lower four bits are those
   * of the first four scales and minima, the two above them belong to the same and the highest two
   * to the others, whose lower bits are the third register. What is left of the upper bits are two
   * for a scale and two for a minimum, of the first blocks in a byte's lower half and of the others
   * in its upper half, until two quads exchange these halves.
   */
  @Override
  public void emitPack(PackLanes lanes) {
    lowBits(lanes, Quad.LOWER, 0);
    lowBits(lanes, Quad.UPPER, PackLanes.GROUPS);
    int firstBlocks = 2;
    int otherBlocks = PackLanes.GROUPS + 2;
    lanes.exchange(firstBlocks, otherBlocks, 4, Constant.NIBBLES);
    int at = commonBytes() + Panel.ROWS;
    lanes.storeBytes(Quad.LOWER, firstBlocks, at, blockBytes());
    lanes.storeBytes(Quad.LOWER, otherBlocks, at + Integer.BYTES * blockBytes(), blockBytes());
  }

  /** Stores the lower bits, and leaves the upper ones in the third of four registers. */
  private void lowBits(PackLanes lanes, Quad quad, int first) {
    lanes.load(quad, 0, first);
    int scales = first + 1;
    int minima = first + 2;
    int others = first + 3;
    lanes.exchange(scales, minima, 4, Constant.NIBBLES);
    lanes.storeBytes(quad, scales, commonBytes(), blockBytes());
    lanes.storeBytes(quad, others, commonBytes() + Integer.BYTES * blockBytes(), blockBytes());
    lanes.exchange(minima, minima, 2, Constant.INNER_PAIRS);
  }

  @Override
  public void constants(Tile tile) {
    tile.constant(Role.SCALE_MASK, 0x30);
  }

  @Override
  public void load(Tile tile, Mem block, int sum, int v) {
    Assembler asm = tile.asm();
    int row = tile.row(v);
    Vec scale = tile.register(Role.SCALE, v);
    Vec minimum = tile.register(Role.OFFSET, v);
    Mem upper = block.plus(Panel.ROWS + row % HALF_ROWS);
    int upperAt = row / HALF_ROWS * 4;
    asm.vpmovzxbd(minimum, block.plus(row));
    asm.vpand(scale, minimum, tile.kept(Role.MASK));
    asm.vpsrld(minimum, minimum, 4);
    addUpper(tile, scale, upper, upperAt);
    addUpper(tile, minimum, upper, upperAt + 2);
    product(tile, scale, Mem.at(Tile.PIECE, row * Short.BYTES));
    product(tile, minimum, Mem.at(Tile.PIECE, FACTOR_BYTES + row * Short.BYTES));
  }

  /** Adds the two upper bits of six, which stand at a place of each byte. */
  private static void addUpper(Tile tile, Vec to, Mem bytes, int place) {
    Vec bits = tile.register(Role.SPARE, 0);
    tile.asm().vpmovzxbd(bits, bytes);
    if (place < 4) {
      tile.asm().vpslld(bits, bits, 4 - place);
    } else if (place > 4) {
      tile.asm().vpsrld(bits, bits, place - 4);
    }
    tile.addBits(to, bits, tile.kept(Role.SCALE_MASK));
  }

  private static void product(Tile tile, Vec number, Mem factors) {
    Vec factor = tile.register(Role.SPARE, 0);
    tile.asm().vcvtdq2ps(number, number);
    tile.asm().vcvtph2ps(factor, factors);
    tile.asm().vmulps(number, number, factor);
  }
}
