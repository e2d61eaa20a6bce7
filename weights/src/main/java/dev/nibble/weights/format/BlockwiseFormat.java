package dev.nibble.weights.format;

import java.lang.foreign.MemorySegment;

/** A format with more than one element in a block: a row is decoded block by block. */
sealed interface BlockwiseFormat extends BlockFormat
    permits Q40Format,
        Q41Format,
        Q50Format,
        Q51Format,
        Q80Format,
        Q2KFormat,
        Q3KFormat,
        Q4KFormat,
        Q5KFormat,
        Q6KFormat,
        Iq4NlFormat,
        Iq4XsFormat,
        Mxfp4Format,
        Tq10Format,
        Tq20Format {

  /**
   * Turns one block into floats.
   *
   * @param blocks the blocks, off heap
   * @param block where the block starts in {@code blocks}
   * @param out receives the elements
   * @param first where the first element goes in {@code out}
   */
  void dequantizeBlock(MemorySegment blocks, long block, float[] out, int first);

  @Override
  default void dequantize(
      MemorySegment blocks, long offsetBytes, float[] out, int outOffset, int elements) {
    int blockSize = type().blockSize();
    int blockBytes = type().blockBytes();
    long block = offsetBytes;
    for (int i = outOffset; i < outOffset + elements; i += blockSize) {
      dequantizeBlock(blocks, block, out, i);
      block += blockBytes;
    }
  }
}
