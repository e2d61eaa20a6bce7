package dev.nibble.engine.kernel.x64;

/**
 * The code of the two products of attention, rows of numbers times a {@link Pane} of queries or
 * weights:
 *
 * <pre>
 * for each tile of a few rows
 *   sum[row][lane] = {@linkplain #begin what the product begins with}
 *   for each step
 *     sum[row][lane] += number[row][step] * pane[step][lane]
 * </pre>
 *
 * <p>Arguments: the numbers; bytes from one of their rows in memory to the next; the pane {@code
 * [steps][lanes]}; the sums {@code [rows][lanes]}; rows, a multiple of {@link Pane#tileRows};
 * steps.
 */
abstract sealed class PaneProduct permits ScoreCode, ValueCode {
  /** The numbers of the tile's first row. */
  static final Gpr NUMBERS = Gpr.RDI;

  static final Gpr STRIDE = Gpr.RSI;
  static final Gpr SUMS = Gpr.RCX;

  /** The numbers of the step, in the tile's first row. */
  static final Gpr NUMBER = Gpr.R10;

  private static final Gpr PANE = Gpr.RDX;
  private static final Gpr ROWS_LEFT = Gpr.R8;
  private static final Gpr STEPS = Gpr.R9;
  private static final Gpr STEPS_LEFT = Gpr.RBX;
  private static final Gpr LANES = Gpr.RBP;

  final Assembler asm;
  final InstructionSet set;
  final int rows;

  PaneProduct(InstructionSet set) {
    asm = set.assembler();
    this.set = set;
    rows = Pane.tileRows(set);
  }

  /** Prepares what all tiles need. */
  abstract void begin();

  /** Makes a sum what the product begins with. */
  abstract void begin(Vec sum, Mem stored, int v);

  /** Turns to the first step of a tile. */
  abstract void firstStep();

  /** Where the number of a tile's row is. */
  abstract Mem number(int row);

  abstract void nextStep();

  abstract void nextTile();

  /** The code. */
  final byte[] emit() {
    asm.push(STEPS_LEFT);
    asm.push(LANES);
    begin();
    Label nextTile = new Label();
    asm.bind(nextTile);
    for (int row = 0; row < rows; row++) {
      for (int v = 0; v < Pane.VECTORS; v++) {
        begin(sum(row, v), stored(row, v), v);
      }
    }
    firstStep();
    steps();
    for (int row = 0; row < rows; row++) {
      for (int v = 0; v < Pane.VECTORS; v++) {
        asm.vmovups(stored(row, v), sum(row, v));
      }
    }
    nextTile();
    asm.add(SUMS, rows * Pane.rowBytes(set));
    asm.sub(ROWS_LEFT, rows);
    asm.j(Condition.NOT_ZERO, nextTile);
    asm.pop(LANES);
    asm.pop(STEPS_LEFT);
    asm.vzeroupper();
    asm.ret();
    return asm.code();
  }

  private void steps() {
    asm.mov(LANES, PANE);
    asm.mov(STEPS_LEFT, STEPS);
    Label nextStep = new Label();
    asm.bind(nextStep);
    for (int v = 0; v < Pane.VECTORS; v++) {
      asm.vmovups(lanes(v), Mem.at(LANES, v * set.width().bytes()));
    }
    Vec number = register((rows + 1) * Pane.VECTORS);
    for (int row = 0; row < rows; row++) {
      asm.vpbroadcastd(number, number(row));
      for (int v = 0; v < Pane.VECTORS; v++) {
        asm.vfmadd231ps(sum(row, v), lanes(v), number);
      }
    }
    nextStep();
    asm.add(LANES, Pane.rowBytes(set));
    asm.sub(STEPS_LEFT, 1);
    asm.j(Condition.NOT_ZERO, nextStep);
  }

  private Vec sum(int row, int v) {
    return register(row * Pane.VECTORS + v);
  }

  /** A vector of a step's lanes. */
  private Vec lanes(int v) {
    return register(rows * Pane.VECTORS + v);
  }

  /** A register that is free while a tile begins. */
  final Vec register(int number) {
    return new Vec(number, set.width());
  }

  private Mem stored(int row, int v) {
    return Mem.at(SUMS, row * Pane.rowBytes(set) + v * set.width().bytes());
  }
}
