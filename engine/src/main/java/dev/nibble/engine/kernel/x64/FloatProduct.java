package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.x64.Tile.Role;

/**
 * The code of the product of weights in a {@link FloatForm} with activations that are floats:
 *
 * <pre>
 * for each tile of a few rows and a few tokens
 *   sum[t][row] = 0
 *   for each column
 *     sum[t][row] += weight[row] * x[t]                 one instruction for a vector
 * </pre>
 */
final class FloatProduct extends ProductCode {
  private static final int COLUMN_BYTES = Panel.ROWS * Short.BYTES;

  /** Tokens that share a register for the address of the first. */
  private static final int TOKENS_A_BASE = 4;

  /** The addresses of the tokens 0, 4 and 8. */
  private static final Gpr[] BASES = {Tile.X, Tile.X_SCALES, Tile.X_NUMBERS};

  private final FloatForm form;

  FloatProduct(FloatForm form, InstructionSet set) {
    super(set, form);
    this.form = form;
  }

  @Override
  void stride(Gpr to, Gpr pieces) {
    asm.imul(to, pieces, RowForm.STEP * Float.BYTES);
    asm.add(to, RowForm.PADDING);
  }

  @Override
  void begin(Tile tile) {
    for (int t = 0; t < tile.tokens(); t++) {
      for (int v = 0; v < tile.vectors(); v++) {
        Vec sum = tile.register(Role.SUM, t, v);
        asm.vpxor(sum, sum, sum);
      }
    }
    asm.mov(BASES[0], TILE_X);
    for (int i = 1; i < bases(tile); i++) {
      asm.lea(BASES[i], Mem.at(BASES[i - 1]).indexed(Tile.STRIDE, TOKENS_A_BASE));
    }
  }

  private static int bases(Tile tile) {
    return Math.ceilDiv(tile.tokens(), TOKENS_A_BASE);
  }

  @Override
  void piece(Tile tile) {
    tile.fetchAhead(Mem.at(Tile.PIECE), form.unitBytes());
    for (int column = 0; column < RowForm.STEP; column++) {
      for (int v = 0; v < tile.vectors(); v++) {
        int at = column * COLUMN_BYTES + tile.row(v) * Short.BYTES;
        form.load(asm, tile.register(Role.WEIGHTS, v), Mem.at(Tile.PIECE, at));
      }
      multiply(tile, column);
    }
    asm.add(Tile.PIECE, form.unitBytes());
    for (int i = 0; i < bases(tile); i++) {
      asm.add(BASES[i], RowForm.STEP * Float.BYTES);
    }
  }

  @Override
  Vec sum(Tile tile, int t, int v) {
    return tile.register(Role.SUM, t, v);
  }

  private void multiply(Tile tile, int column) {
    for (int t = 0; t < tile.tokens(); t++) {
      Gpr base = BASES[t / TOKENS_A_BASE];
      Vec x = tile.toAll(tile.x(base, t % TOKENS_A_BASE, column * Float.BYTES));
      for (int v = 0; v < tile.vectors(); v++) {
        asm.vfmadd231ps(tile.register(Role.SUM, t, v), tile.register(Role.WEIGHTS, v), x);
      }
    }
  }
}
