package dev.nibble.engine.cache;

import dev.nibble.weights.format.BlockFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Writes keys or values of neighbouring positions as their type stores them, and reads them back.
 * Not safe for use by several threads at once.
 */
public final class KvRows {
  private static final float[] UNWEIGHTED = {};

  private final KvType type;
  private final BlockFormat format;
  private final long rowBytes;
  private final float[] row;

  /**
   * Creates a writer.
   *
   * @param type what keys and values are stored as
   * @param kvWidth channels of a position's keys
   */
  public KvRows(KvType type, int kvWidth) {
    this.type = type;
    format = type.format();
    rowBytes = type.bytes(kvWidth);
    row = new float[kvWidth];
  }

  /** Bytes of a position's keys, or of its values. */
  public long rowBytes() {
    return rowBytes;
  }

  /**
   * Writes rows.
   *
   * @param rows holds {@code [count][kv width]}
   * @param from where the first row starts
   * @param count how many
   * @param memory receives them
   * @param at where the first goes, in bytes
   */
  public void write(float[] rows, int from, int count, MemorySegment memory, long at) {
    int width = row.length;
    if (type == KvType.F32) {
      MemorySegment.copy(rows, from, memory, ValueLayout.JAVA_FLOAT, at, count * width);
      return;
    }
    for (int i = 0; i < count; i++) {
      System.arraycopy(rows, from + i * width, row, 0, width);
      format.quantize(row, UNWEIGHTED, memory, at + i * rowBytes);
    }
  }

  /**
   * Reads rows.
   *
   * @param memory holds them
   * @param at where the first starts, in bytes
   * @param count how many
   * @param rows receives {@code [count][kv width]}
   */
  public void read(MemorySegment memory, long at, int count, float[] rows) {
    for (int i = 0; i < count; i++) {
      format.dequantize(memory, at + i * rowBytes, rows, i * row.length, row.length);
    }
  }
}
