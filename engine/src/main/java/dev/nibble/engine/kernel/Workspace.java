package dev.nibble.engine.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Scratch memory of one worker, kept from call to call. */
public final class Workspace {
  private static final long CACHE_LINE = 64;

  private float[] floats = new float[0];
  private float[] copy = new float[0];
  private MemorySegment memory = MemorySegment.NULL;
  private long copiedBatch = -1;
  private @Nullable Class<?> copiedOrder;

  /** Creates an empty workspace. */
  public Workspace() {}

  /**
   * Memory whose content is undefined, valid until the next call.
   *
   * @param size the least number of floats
   * @return an array of that length or more
   */
  public float[] floats(int size) {
    if (floats.length < size) {
      floats = new float[Math.max(size, 2 * floats.length)];
    }
    return floats;
  }

  /**
   * Memory off the heap whose content is undefined, valid until the next call; it begins with a
   * line of the cache.
   *
   * @param bytes the least size
   * @return a segment of that size or more
   */
  public MemorySegment memory(long bytes) {
    if (memory.byteSize() < bytes) {
      memory = Arena.ofAuto().allocate(bytes, CACHE_LINE);
    }
    return memory;
  }

  /**
   * Memory for the worker's own copy of a batch.
   *
   * @param size the least number of floats
   * @return an array of that length or more; its content stays as long as the size does not grow
   */
  public float[] copy(int size) {
    if (copy.length < size) {
      copy = new float[size];
      copiedBatch = -1;
    }
    return copy;
  }

  /**
   * Says that the copy is to be of a batch in some order from now on.
   *
   * @param batch which {@linkplain Inputs#batch() batch}
   * @param order the class of matrices that read it in that order
   * @return whether it has yet to be written, since it is of another batch or order
   */
  public boolean turnCopy(long batch, Class<?> order) {
    boolean other = copiedBatch != batch || copiedOrder != order;
    copiedBatch = batch;
    copiedOrder = order;
    return other;
  }
}
