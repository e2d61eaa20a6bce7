package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.x64.Tile.Role;

/**
 * Four bits of a code that are an index into sixteen values: IQ4_NL.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-common.h">
 *     kvalues_iq4nl in ggml-common.h</a>
 */
record TableCodes() implements Codes {
  /** The values, with a bias of 128. */
  private static final int[] VALUES = {
    1, 24, 45, 63, 79, 93, 106, 118, 129, 141, 153, 166, 181, 197, 217, 241
  };

  private static final NibbleCodes NIBBLES = new NibbleCodes(0);

  @Override
  public int bytes() {
    return NIBBLES.bytes();
  }

  @Override
  public void pack(int[] groups, int first, byte[] panel, int at, int row) {
    NIBBLES.pack(groups, first, panel, at, row);
  }

  @Override
  public int values(int four) {
    int values = 0;
    for (int i = 0; i < Integer.SIZE; i += Byte.SIZE) {
      values |= VALUES[four >>> i & 15] << i;
    }
    return values;
  }

  @Override
  public int bits() {
    return Byte.SIZE;
  }

  @Override
  public void constants(Tile tile) {
    NIBBLES.constants(tile);
    Assembler asm = tile.asm();
    Vec table = tile.toKeep(Role.TABLE, 0, 0);
    for (int half = 1; half >= 0; half--) {
      long eight = 0;
      for (int i = 0; i < Long.BYTES; i++) {
        eight |= (long) VALUES[half * Long.BYTES + i] << (Byte.SIZE * i);
      }
      asm.mov(Gpr.RAX, eight);
      asm.push(Gpr.RAX);
    }
    asm.vbroadcasti128(table, Mem.at(Gpr.RSP));
    asm.add(Gpr.RSP, Width.X.bytes());
    tile.keep(Role.TABLE, 0, 0);
  }

  @Override
  public void unpack(Tile tile, Mem block, int group, int v) {
    NIBBLES.unpack(tile, block, group, v);
    Vec weights = tile.register(Role.WEIGHTS, v);
    tile.asm().vpshufb(weights, tile.take(Role.TABLE, 0, 0), weights);
  }
}
