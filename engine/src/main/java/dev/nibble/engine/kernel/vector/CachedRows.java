package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.cache.KvType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Keys or values of neighbouring positions as float32 rows off the heap: where they lie, or a few
 * at a time in a copy, where they are stored in fewer bits.
 *
 * <p>An instance serves one worker.
 */
@SuppressWarnings("NullAway.Init") // of() sets all of it before it is read.
public final class CachedRows {
  /** The most positions at a time. */
  public static final int POSITIONS = 16;

  private static final int BLOCK = KvType.Q8_0.blockSize();
  private static final int BLOCK_BYTES = (int) KvType.Q8_0.bytes(BLOCK);

  private KvCache cache;
  private AttentionShape shape;
  private int layer;
  private int fromChannel;
  private int toChannel;
  private MemorySegment copy = MemorySegment.NULL;
  private MemorySegment memory = MemorySegment.NULL;
  private long at;

  /** Has yet to be told what to read. */
  public CachedRows() {}

  /**
   * Turns to a layer of a sequence.
   *
   * @param cache the sequence
   * @param shape the heads of the layer
   * @param layer which
   * @param fromHead the first key/value head that will be read
   * @param toHead the one past the last
   */
  public void of(KvCache cache, AttentionShape shape, int layer, int fromHead, int toHead) {
    this.cache = cache;
    this.shape = shape;
    this.layer = layer;
    int block = cache.type().blockSize();
    fromChannel = fromHead * shape.headSize() / block * block;
    toChannel = Math.ceilDiv(toHead * shape.headSize(), block) * block;
  }

  /**
   * Turns to the keys from a position on.
   *
   * @param position the first
   * @param end the position past the last that is wanted
   * @return how many rows there are now, 1 to {@link #POSITIONS}
   */
  public int keys(int position, int end) {
    return turn(position, end, cache.keysAt(layer, position));
  }

  /**
   * Turns to the values from a position on.
   *
   * @param position the first
   * @param end the position past the last that is wanted
   * @return how many rows there are now, 1 to {@link #POSITIONS}
   */
  public int values(int position, int end) {
    return turn(position, end, cache.valuesAt(layer, position));
  }

  /** The memory of the rows. */
  public MemorySegment memory() {
    return memory;
  }

  /** Where the first channel of the first head of the first row is, in bytes. */
  public long at() {
    return at;
  }

  /** From one row to the next, in bytes. */
  public long rowBytes() {
    return (long) shape.kvWidth() * Float.BYTES;
  }

  private int turn(int position, int end, long stored) {
    int count = Math.min(Math.min(POSITIONS, cache.run(position)), end - position);
    if (cache.type() == KvType.F32) {
      memory = cache.memory(position);
      at = stored;
    } else {
      decode(cache.memory(position), stored, count);
      memory = copy;
      at = 0;
    }
    return count;
  }

  private void decode(MemorySegment from, long stored, int count) {
    if (copy.byteSize() < POSITIONS * rowBytes()) {
      copy = Arena.ofAuto().allocate(POSITIONS * rowBytes(), Long.BYTES * 8);
    }
    KvType type = cache.type();
    long rowAt = stored + type.bytes(fromChannel);
    long to = (long) fromChannel * Float.BYTES;
    int channels = toChannel - fromChannel;
    for (int row = 0; row < count; row++) {
      if (type == KvType.F16) {
        halves(from, rowAt, channels, copy, to);
      } else {
        blocks(from, rowAt, channels, copy, to);
      }
      rowAt += type.bytes(shape.kvWidth());
      to += rowBytes();
    }
  }

  /** Binary16, of which no number is infinite. */
  private static void halves(
      MemorySegment from, long fromAt, int count, MemorySegment to, long toAt) {
    int bound = F.loopBound(count);
    for (int i = 0; i < bound; i += COUNT) {
      Lanes.halves(from, fromAt + (long) i * Short.BYTES)
          .intoMemorySegment(to, toAt + (long) i * Float.BYTES, LITTLE_ENDIAN);
    }
    for (int i = bound; i < count; i++) {
      float value = Lanes.scalarHalf(from, fromAt + (long) i * Short.BYTES);
      to.set(JAVA_FLOAT, toAt + (long) i * Float.BYTES, value);
    }
  }

  private static void blocks(
      MemorySegment from, long fromAt, int count, MemorySegment to, long toAt) {
    for (int block = 0; block < count / BLOCK; block++) {
      long at = fromAt + (long) block * BLOCK_BYTES;
      long out = toAt + (long) block * BLOCK * Float.BYTES;
      FloatVector scale = FloatVector.broadcast(F, Lanes.scalarHalf(from, at));
      for (int i = 0; i < BLOCK; i += COUNT) {
        Lanes.int8(from, at + Short.BYTES + i)
            .mul(scale)
            .intoMemorySegment(to, out + (long) i * Float.BYTES, LITTLE_ENDIAN);
      }
    }
  }
}
