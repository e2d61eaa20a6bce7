package dev.nibble.engine.kernel.x64;

/**
 * The code that packs a panel of 32 rows that are all there: what {@link WeightForm#pack} does, for
 * rows of whole {@linkplain WeightForm#packedColumns pieces}.
 *
 * <pre>
 * for each piece of the rows
 *   for row = 0, 4, 8, 12
 *     move the piece of rows row to row + 3, and row + 16 to row + 19   {@link PackLanes}
 * </pre>
 *
 * <p>Arguments: the first row, bytes from row to row, the panel, pieces of a row.
 */
final class PackCode {
  private static final Gpr ROWS = Gpr.RDI;
  private static final Gpr PIECES_LEFT = Gpr.RCX;

  private PackCode() {}

  /** The code. */
  static byte[] emit(WeightForm form) {
    Assembler asm = Assembler.vex();
    PackLanes lanes = new PackLanes(asm);
    lanes.begin();
    asm.lea(PackLanes.STRIDE_3, Mem.at(PackLanes.STRIDE).indexed(PackLanes.STRIDE, 2));
    Label nextPiece = new Label();
    asm.bind(nextPiece);
    asm.mov(PackLanes.FIRST, ROWS);
    asm.imul(PackLanes.SECOND, PackLanes.STRIDE, Panel.ROWS / 2);
    asm.add(PackLanes.SECOND, ROWS);
    asm.mov(PackLanes.ROW, 0);
    Label nextRows = new Label();
    asm.bind(nextRows);
    form.emitPack(lanes);
    asm.lea(PackLanes.FIRST, fourRowsOn(PackLanes.FIRST));
    asm.lea(PackLanes.SECOND, fourRowsOn(PackLanes.SECOND));
    asm.add(PackLanes.ROW, PackLanes.ROWS);
    asm.cmp(PackLanes.ROW, Panel.ROWS / 2);
    asm.j(Condition.LESS, nextRows);
    asm.add(ROWS, Math.toIntExact(form.type().rowBytes(form.packedColumns())));
    asm.add(PackLanes.PIECE, Math.toIntExact(form.panelBytes(form.packedColumns())));
    asm.sub(PIECES_LEFT, 1);
    asm.j(Condition.NOT_ZERO, nextPiece);
    lanes.end();
    asm.ret();
    return asm.code();
  }

  private static Mem fourRowsOn(Gpr rows) {
    return Mem.at(rows).indexed(PackLanes.STRIDE, PackLanes.ROWS);
  }
}
