package dev.nibble.weights.format;

import java.lang.foreign.MemorySegment;

/** A format with more than one element in a block: a row is a sequence of blocks. */
sealed interface BlockwiseFormat extends BlockFormat
    permits OneScaleFormat,
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

  /**
   * Turns floats into one block.
   *
   * @param row the elements of a row
   * @param first the first of the block in {@code row}
   * @param importance what an element's squared error weighs, indexed as the row; empty where all
   *     weigh the same
   * @param blocks receives the block
   * @param block where it starts in {@code blocks}
   */
  void quantizeBlock(float[] row, int first, float[] importance, MemorySegment blocks, long block);

  /**
   * Reads the codes of one block, as they stand there: integers in most formats, places in a table
   * in others. Those of Q8_0 have a sign.
   *
   * @param blocks the blocks
   * @param block where the block starts in {@code blocks}
   * @param codes receives a code for each element of the block
   */
  void blockCodes(MemorySegment blocks, long block, byte[] codes);

  /**
   * The steps of one block, see {@link #steps}.
   *
   * @param blocks the blocks
   * @param block where the block starts in {@code blocks}
   * @param out receives the steps
   * @param first where the first goes in {@code out}
   */
  void blockSteps(MemorySegment blocks, long block, float[] out, int first);

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

  @Override
  default void quantize(float[] row, float[] importance, MemorySegment blocks, long offsetBytes) {
    int blockSize = type().blockSize();
    int blockBytes = type().blockBytes();
    long block = offsetBytes;
    for (int i = 0; i < row.length; i += blockSize) {
      quantizeBlock(row, i, importance, blocks, block);
      block += blockBytes;
    }
  }

  @Override
  default void steps(
      MemorySegment blocks, long offsetBytes, float[] out, int outOffset, int elements) {
    int blockSize = type().blockSize();
    int blockBytes = type().blockBytes();
    long block = offsetBytes;
    for (int i = outOffset; i < outOffset + elements; i += blockSize) {
      blockSteps(blocks, block, out, i);
      block += blockBytes;
    }
  }
}
