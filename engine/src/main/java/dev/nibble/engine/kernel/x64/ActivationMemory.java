package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.Inputs;
import dev.nibble.engine.kernel.Workspace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The activations of a product off the heap, in the forms that emitted code reads. */
final class ActivationMemory {
  private static final long CACHE_LINE = 64;

  private final MemorySegment quantizeCode;
  private final Rows floats = new Rows(RowForm.FLOATS);
  private final Rows quantized = new Rows(RowForm.QUANTIZED);

  ActivationMemory(MemorySegment quantizeCode) {
    this.quantizeCode = quantizeCode;
  }

  /** All tokens in one form. */
  private static final class Rows {
    private final RowForm form;
    private MemorySegment memory = MemorySegment.NULL;
    private boolean required;

    Rows(RowForm form) {
      this.form = form;
    }

    void require(Inputs x) {
      long bytes = x.tokens() * form.bytes(x.columns());
      if (memory.byteSize() < bytes) {
        memory = Arena.ofAuto().allocate(bytes, CACHE_LINE);
      }
      required = true;
    }

    MemorySegment row(Inputs x, int token) {
      long bytes = form.bytes(x.columns());
      return memory.asSlice(token * bytes, bytes);
    }
  }

  private Rows rows(RowForm form) {
    return switch (form) {
      case FLOATS -> floats;
      case QUANTIZED -> quantized;
    };
  }

  /** Forgets the last product. */
  void clear() {
    floats.required = false;
    quantized.required = false;
  }

  /** Makes room for a form of all tokens. */
  void require(RowForm form, Inputs x) {
    rows(form).require(x);
  }

  /** Whether there is a form to pack tokens into. */
  boolean isRequired() {
    return floats.required || quantized.required;
  }

  /**
   * Packs a token's activations into all forms that are required.
   *
   * @param x the activations
   * @param token which
   * @param workspace the worker's memory
   */
  void pack(Inputs x, int token, Workspace workspace) {
    long end = (long) x.columns() * Float.BYTES;
    if (floats.required) {
      MemorySegment row = floats.row(x, token);
      copy(x, token, row);
      row.asSlice(end).fill((byte) 0);
    }
    if (quantized.required) {
      MemorySegment from = workspace.memory(end);
      copy(x, token, from);
      long to = quantized.row(x, token).address();
      int blocks = x.columns() / QuantizedRow.BLOCK;
      NativeCall.call(quantizeCode, from.address(), to, blocks, 0, 0, 0);
    }
  }

  private static void copy(Inputs x, int token, MemorySegment to) {
    int columns = x.columns();
    MemorySegment.copy(x.values(), token * columns, to, ValueLayout.JAVA_FLOAT, 0, columns);
  }

  /** The address of the rows of some tokens. */
  long address(RowForm form, Inputs x, int token, int tokens) {
    long bytes = form.bytes(x.columns());
    return NativeCall.address(rows(form).memory, token * bytes, tokens * bytes);
  }
}
