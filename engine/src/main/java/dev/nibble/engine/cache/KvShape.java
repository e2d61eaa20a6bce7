package dev.nibble.engine.cache;

/**
 * What a position takes.
 *
 * @param layers how many layers store keys and values
 * @param kvHeads key/value heads of a layer
 * @param headSize channels of a head
 * @param type what keys and values are stored as
 */
public record KvShape(int layers, int kvHeads, int headSize, KvType type) {

  /**
   * Checks that channels fill whole blocks, which may span heads.
   *
   * @throws IllegalArgumentException if they do not
   */
  public KvShape {
    int kvWidth = kvHeads * headSize;
    if (kvWidth % type.blockSize() != 0) {
      throw new IllegalArgumentException(
          "keys of %d channels cannot be stored as %s, expected a multiple of %d: choose f16"
              .formatted(kvWidth, type, type.blockSize()));
    }
  }

  /** Channels of a layer's keys, and of its values. */
  public int kvWidth() {
    return kvHeads * headSize;
  }

  /** Bytes of a layer's keys of one position, and as many of its values. */
  public long rowBytes() {
    return type.bytes(kvWidth());
  }

  /** Bytes of one position: {@code 2 L d_kv b_a}. */
  public long positionBytes() {
    return 2L * layers * rowBytes();
  }

  /** Bytes of a block of {@link KvPool#BLOCK} positions. */
  public long blockBytes() {
    return KvPool.BLOCK * positionBytes();
  }
}
