package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.x64.Tile.Role;

/**
 * Four bits of a code in half a byte: those of a group and of the one four groups on share their
 * bytes. Further bits stand in front of them, {@code highBits} of each code; the byte at place
 * {@code i} of a row's int has them for the codes at that place of each group.
 *
 * @param highBits 0, 1 or 2
 */
record NibbleCodes(int highBits) implements Codes {
  private static final int HALF = Panel.GROUPS / 2;
  private static final int NIBBLES = 0x0F0F0F0F;
  private static final int ONES = 0x01010101;

  @Override
  public int bytes() {
    return highBytes() + HALF * Panel.GROUP_BYTES;
  }

  private int highBytes() {
    return highBits * Panel.GROUP_BYTES;
  }

  @Override
  public void pack(int[] groups, int first, byte[] panel, int at, int row) {
    for (int g = 0; g < HALF; g++) {
      int low = groups[first + g] & NIBBLES;
      int high = groups[first + g + HALF] & NIBBLES;
      Codes.put(panel, at + highBytes() + g * Panel.GROUP_BYTES, row, low | high << 4);
    }
    int perInt = Panel.GROUPS / Math.max(highBits, 1);
    for (int i = 0; i < highBits; i++) {
      int high = 0;
      for (int g = 0; g < perInt; g++) {
        high |= (groups[first + i * perInt + g] >>> 4 & highMask()) << (g * highBits);
      }
      Codes.put(panel, at + i * Panel.GROUP_BYTES, row, high);
    }
  }

  /** The lowest bits of each byte. */
  private int highMask() {
    return ONES * ((1 << highBits) - 1);
  }

  @Override
  public int bits() {
    return 4 + highBits;
  }

  @Override
  public void constants(Tile tile) {
    tile.constant(Role.MASK, NIBBLES);
    if (highBits > 0) {
      tile.constant(Role.HIGH_MASK, highMask() << 4);
    }
  }

  @Override
  public void unpack(Tile tile, Mem block, int group, int v) {
    Assembler asm = tile.asm();
    Vec weights = tile.register(Role.WEIGHTS, v);
    Mem both = block.plus(highBytes() + group % HALF * Panel.GROUP_BYTES);
    asm.vmovups(weights, Codes.ints(tile, both, v));
    if (group >= HALF) {
      asm.vpsrld(weights, weights, 4);
    }
    asm.vpand(weights, weights, tile.kept(Role.MASK));
    if (highBits > 0) {
      addHigh(tile, Codes.ints(tile, block, v), group, weights);
    }
  }

  private void addHigh(Tile tile, Mem first, int group, Vec weights) {
    Assembler asm = tile.asm();
    Vec high = tile.register(Role.SPARE, 0);
    int perInt = Byte.SIZE / highBits;
    asm.vmovups(high, first.plus(group / perInt * Panel.GROUP_BYTES));
    int bits = group % perInt * highBits - 4;
    if (bits > 0) {
      asm.vpsrld(high, high, bits);
    } else if (bits < 0) {
      asm.vpslld(high, high, -bits);
    }
    tile.addBits(weights, high, tile.kept(Role.HIGH_MASK));
  }
}
