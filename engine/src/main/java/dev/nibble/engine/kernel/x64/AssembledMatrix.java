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

  /**
   * Bytes of the activations of a call, which that cache keeps while panels pass by: half of it. A
   * prompt of 512 tokens, whose activations are four times as much, gains 2 to 7 % in Q4_0 (Llama
   * 1B, two cores of an AMD EPYC Zen 5, JDK 25.0.3, 2026-11-27).
   */
  private static final long MAX_ACTIVATION_BYTES = 1 << 19;

  private final WeightForm form;
  private final int rows;
  private final int columns;
  private final MemorySegment panels;
  private final MemorySegment code;
  private final int tileTokens;
  private final ActivationMemory activations;

  /**
   * Multiplies packed weights.
   *
   * @param form how they are packed
   * @param rows output features
   * @param columns input features
   * @param panels the weights
   * @param code multiplies them
   * @param tileTokens how many tokens it takes at once
   * @param activations what they are multiplied with
   */
  AssembledMatrix(
      WeightForm form,
      int rows,
      int columns,
      MemorySegment panels,
      MemorySegment code,
      int tileTokens,
      ActivationMemory activations) {
    this.form = form;
    this.rows = rows;
    this.columns = columns;
    this.panels = panels;
    this.code = code;
    this.tileTokens = tileTokens;
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
    int tokens = Math.min(x.tokens(), mostTokens());
    int panels = mostPanels(tokens);
    int end = Panel.count(toRow);
    for (int panel = fromRow / Panel.ROWS; panel < end; panel += panels) {
      int count = Math.min(panels, end - panel);
      int first = Math.max(fromRow, panel * Panel.ROWS);
      int last = Math.min(toRow, (panel + count) * Panel.ROWS);
      for (int token = 0; token < x.tokens(); token += tokens) {
        Part part = new Part(token, Math.min(tokens, x.tokens() - token), panel, count);
        MemorySegment results = workspace.memory(part.resultBytes());
        call(x, part, results);
        part.copy(results, first, last, y, rows);
      }
    }
  }

  /** Tokens of a call: whole tiles. */
  private int mostTokens() {
    long most = MAX_ACTIVATION_BYTES / form.activations().bytes(columns);
    return (int) Math.max(1, most / tileTokens) * tileTokens;
  }

  /** Panels of a call. */
  private int mostPanels(int tokens) {
    long work = (long) Panel.ROWS * columns * tokens;
    long resultBytes = (long) Panel.ROWS * Float.BYTES * tokens;
    return (int) Math.max(1, Math.min(MAX_CALL_WORK / work, MAX_RESULT_BYTES / resultBytes));
  }

  /**
   * What a call multiplies.
   *
   * @param token the first one
   * @param tokens how many
   * @param panel the first one
   * @param panels how many
   */
  private record Part(int token, int tokens, int panel, int panels) {

    /** Bytes of the results {@code [tokens][rows of all panels]}. */
    long resultBytes() {
      return (long) tokens * stride() * Float.BYTES;
    }

    private int stride() {
      return panels * Panel.ROWS;
    }

    /** Copies the results of some rows to where those of all rows of the matrix go. */
    void copy(MemorySegment results, int fromRow, int toRow, float[] y, int rows) {
      for (int t = 0; t < tokens; t++) {
        long at = (long) t * stride() + fromRow - (long) panel * Panel.ROWS;
        int to = (token + t) * rows + fromRow;
        MemorySegment.copy(
            results, ValueLayout.JAVA_FLOAT, at * Float.BYTES, y, to, toRow - fromRow);
      }
    }
  }

  private void call(Inputs x, Part part, MemorySegment results) {
    long panelBytes = form.panelBytes(columns);
    NativeCall.call(
        code,
        NativeCall.address(panels, part.panel() * panelBytes, part.panels() * panelBytes),
        activations.address(form.activations(), x, part.token(), part.tokens()),
        NativeCall.address(results, 0, part.resultBytes()),
        form.units(columns),
        part.tokens(),
        part.panels());
  }
}
