package dev.nibble.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.cache.KvRun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** One layer in runs of three positions, none beside the other, as a paged cache may have them. */
final class ShortRunCache implements KvCache {
  private static final int RUN = 3;

  private final KvRun[] runs;
  private final int positions;
  private final int kvWidth;

  ShortRunCache(int positions, int kvWidth, float[] keys, float[] values) {
    this.positions = positions;
    this.kvWidth = kvWidth;
    this.runs = new KvRun[Math.ceilDiv(positions, RUN)];
    for (int i = 0; i < runs.length; i++) {
      runs[i] = new KvRun(rows(keys, i * RUN), rows(values, i * RUN), RUN);
    }
  }

  private MemorySegment rows(float[] all, int position) {
    int count = Math.min(RUN, positions - position);
    MemorySegment rows = Arena.ofAuto().allocate(JAVA_FLOAT, (long) RUN * kvWidth);
    MemorySegment.copy(all, position * kvWidth, rows, JAVA_FLOAT, 0, count * kvWidth);
    return rows;
  }

  @Override
  public KvRun run(int layer, int position) {
    KvRun run = runs[position / RUN];
    int skipped = position % RUN;
    long skippedBytes = (long) skipped * kvWidth * Float.BYTES;
    return new KvRun(
        run.keys().asSlice(skippedBytes), run.values().asSlice(skippedBytes), RUN - skipped);
  }

  @Override
  public int capacity() {
    return positions;
  }

  @Override
  public int length() {
    return positions;
  }

  @Override
  public boolean reserve(int count) {
    return false;
  }

  @Override
  public void store(int layer, int position, int count, float[] keys, float[] values) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void commit(int count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void truncate(int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long bytes() {
    return 2L * runs.length * RUN * kvWidth * Float.BYTES;
  }

  @Override
  public void close() {}
}
