package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.float16;

import dev.nibble.weights.TensorType;
import dev.nibble.weights.fit.Levels;
import dev.nibble.weights.fit.Samples;
import dev.nibble.weights.fit.TableLevels;
import java.lang.foreign.MemorySegment;

/**
 * IQ4_NL: an f16 scale {@code d}, then 32 codes of 4 bits; an element is {@code d} times the number
 * that its code stands for in a table whose steps widen away from 0.
 */
record Iq4NlFormat() implements BlockwiseFormat {
  /** From {@code kvalues_iq4nl} of ggml-common.h. */
  static final float[] VALUES = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  static final float[] STEPS = Steps.of(VALUES);

  static final Levels LEVELS = new TableLevels(VALUES);

  @Override
  public TensorType type() {
    return TensorType.IQ4_NL;
  }

  @Override
  public int groupSize() {
    return BlockCodes.COUNT;
  }

  @Override
  public int codeBits() {
    return 4;
  }

  @Override
  public void dequantizeBlock(MemorySegment blocks, long block, float[] out, int first) {
    float d = float16(blocks, block);
    BlockCodes.lookUp(blocks, block + Short.BYTES, VALUES, d, out, first);
  }

  @Override
  public void blockCodes(MemorySegment blocks, long block, byte[] codes) {
    BlockCodes.getFourBits(blocks, block + Short.BYTES, codes);
  }

  @Override
  public void quantizeBlock(
      float[] row, int first, float[] importance, MemorySegment blocks, long block) {
    Samples samples = Samples.of(row, first, BlockCodes.COUNT, importance);
    ScaledCodes scaled = ScaledCodes.searched(samples, LEVELS);
    Rounding.putFloat16(blocks, block, scaled.d());
    BlockCodes.putFourBits(scaled.codes(), blocks, block + Short.BYTES);
  }

  @Override
  public void blockSteps(MemorySegment blocks, long block, float[] out, int first) {
    float d = Math.abs(float16(blocks, block));
    BlockCodes.lookUp(blocks, block + Short.BYTES, STEPS, d, out, first);
  }
}
