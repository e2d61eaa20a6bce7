package dev.nibble.engine.kernel.x64;

/** Keys times queries: a row is a key, a step one of its channels. */
final class ScoreCode extends PaneProduct {
  private static final Gpr STRIDE_3 = Gpr.RAX;

  /** The fifth row of the tile, where it has that many. */
  private static final Gpr FIFTH = Gpr.R11;

  private static final int ROWS_A_BASE = 4;

  ScoreCode(InstructionSet set) {
    super(set);
  }

  @Override
  void begin() {
    asm.lea(STRIDE_3, Mem.at(STRIDE).indexed(STRIDE, 2));
  }

  @Override
  void begin(Vec sum, Mem stored, int v) {
    asm.vpxor(sum, sum, sum);
  }

  @Override
  void firstStep() {
    asm.mov(NUMBER, NUMBERS);
    if (rows > ROWS_A_BASE) {
      asm.lea(FIFTH, Mem.at(NUMBERS).indexed(STRIDE, ROWS_A_BASE));
    }
  }

  @Override
  Mem number(int row) {
    Mem first = Mem.at(row < ROWS_A_BASE ? NUMBER : FIFTH);
    return switch (row % ROWS_A_BASE) {
      case 0 -> first;
      case 1 -> first.indexed(STRIDE, 1);
      case 2 -> first.indexed(STRIDE, 2);
      default -> first.indexed(STRIDE_3, 1);
    };
  }

  @Override
  void nextStep() {
    asm.add(NUMBER, Float.BYTES);
    if (rows > ROWS_A_BASE) {
      asm.add(FIFTH, Float.BYTES);
    }
  }

  @Override
  void nextTile() {
    asm.lea(NUMBERS, Mem.at(NUMBERS).indexed(STRIDE, ROWS_A_BASE));
    if (rows > ROWS_A_BASE) {
      asm.lea(NUMBERS, Mem.at(NUMBERS).indexed(STRIDE, ROWS_A_BASE));
    }
  }
}
