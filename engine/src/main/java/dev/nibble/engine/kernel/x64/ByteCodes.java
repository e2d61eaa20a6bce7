package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.x64.Tile.Role;

/** A byte a code. */
record ByteCodes() implements Codes {
  @Override
  public int bytes() {
    return Panel.GROUPS * Panel.GROUP_BYTES;
  }

  @Override
  public void pack(int[] groups, int first, byte[] panel, int at, int row) {
    for (int g = 0; g < Panel.GROUPS; g++) {
      Codes.put(panel, at + g * Panel.GROUP_BYTES, row, groups[first + g]);
    }
  }

  @Override
  public int bits() {
    return Byte.SIZE;
  }

  @Override
  public void constants(Tile tile) {}

  @Override
  public void unpack(Tile tile, Mem block, int group, int v) {
    Mem codes = Codes.ints(tile, block.plus(group * Panel.GROUP_BYTES), v);
    tile.asm().vmovups(tile.register(Role.WEIGHTS, v), codes);
  }
}
