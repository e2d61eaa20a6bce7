package dev.nibble.engine.kernel.x64;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The arithmetic of the emitted products as plain loops over the rows of the file: the same
 * integers, and the same roundings of floats in the same order.
 */
sealed interface ReferenceProduct {

  /** The model of a form's product. */
  static ReferenceProduct of(WeightForm form, int columns) {
    return switch (form) {
      case IntegerForm integers -> new Integers(integers, columns);
      case FloatForm floats -> new Floats(floats, columns);
    };
  }

  /**
   * The products of all rows with a token.
   *
   * @param data the rows
   * @param rows how many
   * @param x the activations
   * @param xAt where the token's begin
   * @param y receives the products
   * @param yAt where the first goes
   */
  void multiply(MemorySegment data, int rows, float[] x, int xAt, float[] y, int yAt);

  /** Weights that are floats. */
  record Floats(FloatForm form, int columns) implements ReferenceProduct {
    @Override
    public void multiply(MemorySegment data, int rows, float[] x, int xAt, float[] y, int yAt) {
      for (int row = 0; row < rows; row++) {
        float sum = 0;
        for (int k = 0; k < columns; k++) {
          long at = ((long) row * columns + k) * Short.BYTES;
          float weight = form.value(data.get(ValueLayout.JAVA_SHORT_UNALIGNED, at));
          sum = Math.fma(weight, x[xAt + k], sum);
        }
        y[yAt + row] = sum;
      }
    }
  }

  /** Weights that are codes, with activations that are made codes too. */
  final class Integers implements ReferenceProduct {
    private final IntegerForm form;
    private final byte[] blocks;
    private final int[] groups;
    private final byte[] codes;
    private final float[] scales;

    private Integers(IntegerForm form, int columns) {
      this.form = form;
      blocks = new byte[Math.toIntExact(form.type().rowBytes(columns))];
      groups = new int[columns / Panel.GROUP];
      codes = new byte[columns];
      scales = new float[columns / Panel.BLOCK];
    }

    @Override
    public void multiply(MemorySegment data, int rows, float[] x, int xAt, float[] y, int yAt) {
      quantize(x, xAt);
      for (int row = 0; row < rows; row++) {
        MemorySegment.copy(
            data, ValueLayout.JAVA_BYTE, (long) row * blocks.length, blocks, 0, blocks.length);
        form.readCodes(blocks, groups);
        y[yAt + row] = row();
      }
    }

    private void quantize(float[] x, int xAt) {
      for (int block = 0; block < scales.length; block++) {
        int from = block * Panel.BLOCK;
        float largest = QuantizeCode.SMALLEST;
        for (int i = from; i < from + Panel.BLOCK; i++) {
          largest = Math.max(largest, Math.abs(x[xAt + i]));
        }
        float factor = QuantizedRow.MAX_CODE / largest;
        scales[block] = largest * (1f / QuantizedRow.MAX_CODE);
        for (int i = from; i < from + Panel.BLOCK; i++) {
          codes[i] = (byte) Math.rint(x[xAt + i] * factor);
        }
      }
    }

    private float row() {
      float sum = 0;
      for (int block = 0; block < scales.length; block++) {
        int part = block % form.blocks();
        int at = block / form.blocks() * form.type().blockBytes();
        int sums = form.scales().sums();
        for (int half = 0; half < sums; half++) {
          float count = count(block, half, sums);
          sum = Math.fma(count * form.scales().scale(blocks, at, part, half), scales[block], sum);
        }
        if (form.scales().hasOffsets()) {
          float scaledSum = sumOfCodes(block) * scales[block];
          sum = Math.fma(form.scales().offset(blocks, at, part), scaledSum, sum);
        }
      }
      return sum;
    }

    private int count(int block, int half, int halves) {
      int perSum = Panel.GROUPS / halves;
      int count = 0;
      for (int group = half * perSum; group < (half + 1) * perSum; group++) {
        int four = form.codes().values(groups[block * Panel.GROUPS + group]);
        for (int i = 0; i < Panel.GROUP; i++) {
          int weight = (four >>> (Byte.SIZE * i) & 0xFF) - form.numbers().bias();
          count += weight * codes[block * Panel.BLOCK + group * Panel.GROUP + i];
        }
      }
      return count;
    }

    private int sumOfCodes(int block) {
      int sum = 0;
      for (int i = block * Panel.BLOCK; i < (block + 1) * Panel.BLOCK; i++) {
        sum += codes[i];
      }
      return sum;
    }
  }
}
