package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.Inputs;
import dev.nibble.engine.kernel.Workspace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** Holds emitted code against the scalar model of it, on a few random weights: to the bit. */
final class SelfTest {
  /** A whole panel and a part of one. */
  private static final int ROWS = Panel.ROWS + 5;

  private static final int PIECES = 2;
  private static final int SEED = 7;

  private final WeightForm form;
  private final InstructionSet set;
  private final int columns;
  private final SplittableRandom random = new SplittableRandom(SEED);

  private SelfTest(WeightForm form, InstructionSet set) {
    this.form = form;
    this.set = set;
    columns =
        switch (form) {
          case IntegerForm integers -> PIECES * integers.type().blockSize();
          case FloatForm _ -> PIECES * RowForm.STEP + 1;
        };
  }

  /**
   * Whether code computes what it should.
   *
   * @param form the weights
   * @param set what the code consists of
   * @param product multiplies them
   * @param quantize quantizes activations
   */
  static boolean passes(
      WeightForm form, InstructionSet set, MemorySegment product, MemorySegment quantize) {
    return new SelfTest(form, set).passes(product, quantize);
  }

  private boolean passes(MemorySegment product, MemorySegment quantize) {
    int tokens = form.tokens(set) + 1;
    float[] x = new float[tokens * columns];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = weights(arena);
      MemorySegment panels =
          arena.allocate(Panel.count(ROWS) * form.panelBytes(columns), Width.Z.bytes());
      for (int panel = 0; panel < Panel.count(ROWS); panel++) {
        long at = panel * form.panelBytes(columns);
        form.pack(data, panel * Panel.ROWS, ROWS, columns, panels, at);
      }
      ActivationMemory activations = new ActivationMemory(quantize);
      AssembledMatrix matrix =
          new AssembledMatrix(form, ROWS, columns, panels, product, form.tokens(set), activations);
      Workspace workspace = new Workspace();
      Inputs inputs = new Inputs();
      inputs.set(x, tokens, columns);
      activations.require(form.activations(), inputs);
      for (int t = 0; t < tokens; t++) {
        activations.pack(inputs, t, workspace);
      }
      float[] y = new float[tokens * ROWS];
      matrix.multiply(inputs, y, 0, ROWS, workspace);
      return agrees(data, x, tokens, y);
    }
  }

  /** Random codes with scales that are numbers. */
  private MemorySegment weights(Arena arena) {
    long bytes = ROWS * form.type().rowBytes(columns);
    MemorySegment data = arena.allocate(bytes);
    for (long i = 0; i < bytes; i++) {
      data.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
    }
    int block = form.type().blockBytes();
    for (long at = 0; at < bytes; at += block) {
      for (int offset : form.halves()) {
        short half = Float.floatToFloat16((float) random.nextGaussian());
        data.set(ValueLayout.JAVA_SHORT_UNALIGNED, at + offset, half);
      }
    }
    return data;
  }

  private boolean agrees(MemorySegment data, float[] x, int tokens, float[] y) {
    ReferenceProduct reference = ReferenceProduct.of(form, columns);
    float[] expected = new float[ROWS];
    for (int t = 0; t < tokens; t++) {
      reference.multiply(data, ROWS, x, t * columns, expected, 0);
      for (int row = 0; row < ROWS; row++) {
        if (Float.floatToIntBits(expected[row]) != Float.floatToIntBits(y[t * ROWS + row])) {
          return false;
        }
      }
    }
    return true;
  }
}
