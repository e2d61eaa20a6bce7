package dev.nibble.engine.predict.evidence;

import java.util.List;

/**
 * Memory of sequences of many lengths.
 *
 * @param lengths tokens of each sequence
 * @param capacity positions that a flat cache would reserve for each
 * @param blockPositions positions of a block
 * @param positionBytes bytes of a position
 * @param usedBytes what the blocks in use take
 */
public record PagedMemory(
    List<Integer> lengths, int capacity, int blockPositions, long positionBytes, long usedBytes) {

  /** Copies the list. */
  public PagedMemory {
    lengths = List.copyOf(lengths);
  }
}
