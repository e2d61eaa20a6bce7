package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.float16;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** A format whose blocks of 32 begin with one f16 scale, the distance of neighbouring codes. */
sealed interface OneScaleFormat extends BlockwiseFormat
    permits Q40Format, Q41Format, Q50Format, Q51Format, Q80Format {

  @Override
  default int groupSize() {
    return BlockCodes.COUNT;
  }

  @Override
  default void blockSteps(MemorySegment blocks, long block, float[] out, int first) {
    float d = Math.abs(float16(blocks, block));
    Arrays.fill(out, first, first + BlockCodes.COUNT, d);
  }
}
