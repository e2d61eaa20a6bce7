package dev.nibble.engine.kernel.x64;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Packs panels of a form: in emitted code, or as {@link WeightForm#pack} does where there is none
 * and where a panel or its rows are not whole.
 *
 * @param form the weights
 * @param code packs a panel
 */
record Packer(WeightForm form, Optional<MemorySegment> code) {
  private static final int SEED = 11;

  /** What distances of rows fit in, so that twice a panel of them is no overflow anywhere. */
  private static final long MAX_ROW_BYTES = 1 << 24;

  /**
   * Packs a panel into memory that is zero.
   *
   * @param data the file's rows
   * @param firstRow the first of up to 32
   * @param rows how many rows the file has
   * @param columns their length
   * @param out the panels
   * @param at where this one starts
   */
  void pack(MemorySegment data, int firstRow, int rows, int columns, MemorySegment out, long at) {
    long rowBytes = form.type().rowBytes(columns);
    boolean whole =
        firstRow + Panel.ROWS <= rows
            && columns % form.packedColumns() == 0
            && rowBytes <= MAX_ROW_BYTES;
    if (code.isPresent() && whole) {
      NativeCall.call(
          code.get(),
          NativeCall.address(data, firstRow * rowBytes, Panel.ROWS * rowBytes),
          rowBytes,
          NativeCall.address(out, at, form.panelBytes(columns)),
          columns / form.packedColumns(),
          0,
          0);
    } else {
      form.pack(data, firstRow, rows, columns, out, at);
    }
  }

  /** Whether a panel of random bytes becomes the same in both ways. */
  boolean passesSelfTest() {
    int columns = 2 * form.packedColumns();
    byte[] blocks = new byte[Math.toIntExact(Panel.ROWS * form.type().rowBytes(columns))];
    new SplittableRandom(SEED).nextBytes(blocks);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(blocks.length);
      data.copyFrom(MemorySegment.ofArray(blocks));
      MemorySegment emitted = arena.allocate(form.panelBytes(columns));
      MemorySegment expected = arena.allocate(form.panelBytes(columns));
      pack(data, 0, Panel.ROWS, columns, emitted, 0);
      form.pack(data, 0, Panel.ROWS, columns, expected, 0);
      return emitted.mismatch(expected) < 0;
    }
  }
}
