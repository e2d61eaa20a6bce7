package dev.nibble.engine.cache;

import dev.nibble.weights.TensorType;
import dev.nibble.weights.format.BlockFormat;
import java.util.Locale;

/** What keys and values are stored as. */
public enum KvType {
  /** 4 bytes a channel, exact. */
  F32(TensorType.F32),
  /** 2 bytes a channel. */
  F16(TensorType.F16),
  /** 34 bytes for 32 channels. */
  Q8_0(TensorType.Q8_0);

  private final TensorType stored;

  @SuppressWarnings("ImmutableEnumChecker") // formats are records without a field
  private final BlockFormat format;

  KvType(TensorType stored) {
    this.stored = stored;
    this.format = BlockFormat.of(stored).orElseThrow();
  }

  /** The type of tensors that are stored alike. */
  public TensorType stored() {
    return stored;
  }

  /** Channels that share a scale: a position's keys must be a multiple of them. */
  public int blockSize() {
    return stored.blockSize();
  }

  /**
   * Bytes of neighbouring channels.
   *
   * @param channels how many, a multiple of {@link #blockSize}
   */
  public long bytes(int channels) {
    return stored.rowBytes(channels);
  }

  /** How channels are written, and read where speed is no concern. */
  public BlockFormat format() {
    return format;
  }

  /** The name as users and files write it, such as {@code q8_0}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
