package dev.nibble.engine.measure;

/**
 * What the blocks of a pool are used for.
 *
 * @param capacity blocks that the budget allows
 * @param allocated blocks that have memory
 * @param used blocks that sequences use
 * @param shared blocks that more than one uses
 * @param peak blocks that sequences used at most, so far
 * @param cached blocks that none uses and that can be found again
 * @param blockBytes bytes of a block
 * @param hits blocks that were found instead of computed, so far
 * @param evictions cached blocks whose memory was needed, so far
 * @param copies shared blocks that were copied before a sequence wrote to them, so far
 */
public record KvMeters(
    int capacity,
    int allocated,
    int used,
    int shared,
    int peak,
    int cached,
    long blockBytes,
    long hits,
    long evictions,
    long copies) {

  /** Bytes that were taken from the system. */
  public long allocatedBytes() {
    return allocated * blockBytes;
  }

  /** Bytes of the blocks that sequences use. */
  public long usedBytes() {
    return used * blockBytes;
  }

  /** Bytes of the blocks that sequences used at most. */
  public long peakBytes() {
    return peak * blockBytes;
  }
}
