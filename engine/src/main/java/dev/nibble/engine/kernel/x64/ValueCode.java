package dev.nibble.engine.kernel.x64;

/**
 * Values times the weights of their keys, added to what a pane's keys so far gave, which shrinks
 * first: a row is a channel, a step a key.
 */
final class ValueCode extends PaneProduct {
  /** What each lane shrinks by. */
  private static final Gpr SHRINK = Gpr.R11;

  ValueCode(InstructionSet set) {
    super(set);
  }

  @Override
  void begin() {
    asm.lea(SHRINK, Mem.at(SUMS, -Pane.rowBytes(set)));
  }

  @Override
  void begin(Vec sum, Mem stored, int v) {
    asm.vmovups(sum, Mem.at(SHRINK, v * set.width().bytes()));
    asm.vmulps(sum, sum, stored);
  }

  @Override
  void firstStep() {
    asm.mov(NUMBER, NUMBERS);
  }

  @Override
  Mem number(int row) {
    return Mem.at(NUMBER, row * Float.BYTES);
  }

  @Override
  void nextStep() {
    asm.add(NUMBER, STRIDE);
  }

  @Override
  void nextTile() {
    asm.add(NUMBERS, rows * Float.BYTES);
  }
}
