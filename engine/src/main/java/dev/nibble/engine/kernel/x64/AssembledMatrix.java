package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.Inputs;
import dev.nibble.engine.kernel.Matrix;
import dev.nibble.engine.kernel.Workspace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Weights in panels, multiplied by emitted code. */
final class AssembledMatrix implements Matrix {
  /** Multiply-adds of a call: half a millisecond of a core that is in no hurry. */
  private static final long MAX_CALL_WORK = 1L << 27;

  /** Bytes of a call's results, which the second-level cache keeps until they are copied. */
  private static final long MAX_RESULT_BYTES = 1 << 18;

  private final WeightForm form;
  private final int rows;
  private final int columns;
  private final MemorySegment panels;
  private final MemorySegment code;
  private final ActivationMemory activations;

  /**
   * Multiplies packed weights.
   *
   * @param form how they are packed
   * @param rows output features
   * @param columns input features
   * @param panels the weights
   * @param code multiplies them
   * @param activations what they are multiplied with
   */
  AssembledMatrix(
      WeightForm form,
      int rows,
      int columns,
      MemorySegment panels,
      MemorySegment code,
      ActivationMemory activations) {
    this.form = form;
    this.rows = rows;
    this.columns = columns;
    this.panels = panels;
    this.code = code;
    this.activations = activations;
  }

  /** What the weights are multiplied with. */
  RowForm activations() {
    return form.activations();
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public long rowBytes() {
    return form.type().rowBytes(columns);
  }

  @Override
  public int rowGroup() {
    return Panel.ROWS;
  }

  @Override
  public void multiply(Inputs x, float[] y, int fromRow, int toRow, Workspace workspace) {
    long panelWork = (long) Panel.ROWS * columns * x.tokens();
    long resultBytes = (long) Panel.ROWS * Float.BYTES * x.tokens();
    int most =
        (int) Math.max(1, Math.min(MAX_CALL_WORK / panelWork, MAX_RESULT_BYTES / resultBytes));
    int end = Panel.count(toRow);
    int count;
    for (int panel = fromRow / Panel.ROWS; panel < end; panel += count) {
      count = Math.min(most, end - panel);
      MemorySegment results = workspace.memory(count * resultBytes);
      call(x, panel, count, results);
      int first = Math.max(fromRow, panel * Panel.ROWS);
      int last = Math.min(toRow, (panel + count) * Panel.ROWS);
      long stride = (long) count * Panel.ROWS;
      for (int t = 0; t < x.tokens(); t++) {
        long at = t * stride + first - (long) panel * Panel.ROWS;
        MemorySegment.copy(
            results, ValueLayout.JAVA_FLOAT, at * Float.BYTES, y, t * rows + first, last - first);
      }
    }
  }

  private void call(Inputs x, int panel, int count, MemorySegment results) {
    long panelBytes = form.panelBytes(columns);
    NativeCall.call(
        code,
        NativeCall.address(panels, panel * panelBytes, count * panelBytes),
        activations.address(form.activations(), x),
        NativeCall.address(results, 0, (long) count * Panel.ROWS * Float.BYTES * x.tokens()),
        form.units(columns),
        x.tokens(),
        count);
  }
}
