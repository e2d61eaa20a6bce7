package dev.nibble.engine;

import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.measure.ByteSize;
import dev.nibble.engine.measure.KvMeters;
import java.io.Serial;

/** The memory for keys and values does not hold a sequence. */
public final class KvMemoryException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final long requiredBytes;
  private final long availableBytes;

  /**
   * Creates the exception.
   *
   * @param positions what the sequence needs
   * @param meters what the memory is used for
   */
  KvMemoryException(int positions, KvMeters meters) {
    this(positions, meters, Math.ceilDiv(positions, KvPool.BLOCK));
  }

  private KvMemoryException(int positions, KvMeters meters, int blocks) {
    super(
        "%,d positions take %,d %s of %s, %s, but all keys and values together may take %s: shorten the text or raise --kv-memory"
            .formatted(
                positions,
                blocks,
                blocks == 1 ? "block" : "blocks",
                ByteSize.format(meters.blockBytes()),
                ByteSize.format(blocks * meters.blockBytes()),
                ByteSize.format(meters.capacity() * meters.blockBytes())));
    requiredBytes = blocks * meters.blockBytes();
    availableBytes = meters.capacity() * meters.blockBytes();
  }

  /** Bytes that the sequence needs. */
  public long requiredBytes() {
    return requiredBytes;
  }

  /** Bytes that all sequences together may take. */
  public long availableBytes() {
    return availableBytes;
  }
}
