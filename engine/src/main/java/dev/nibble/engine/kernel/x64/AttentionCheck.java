package dev.nibble.engine.kernel.x64;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Holds the emitted code of attention against the scalar model of it, on random numbers. */
final class AttentionCheck {
  private static final int SEED = 11;

  private final AttentionCode code;
  private final RandomGenerator random;
  private final SegmentAllocator memory;

  /**
   * Prepares checks.
   *
   * @param code what is to be checked
   * @param random makes queries, keys and values
   * @param memory where they are put
   */
  AttentionCheck(AttentionCode code, RandomGenerator random, SegmentAllocator memory) {
    this.code = code;
    this.random = random;
    this.memory = memory;
  }

  /** Whether code computes what it should, as far as a short check shows. */
  static boolean passes(AttentionCode code) {
    try (Arena arena = Arena.ofConfined()) {
      return new AttentionCheck(code, new SplittableRandom(SEED), arena).agrees(20, 5, 11);
    }
  }

  /**
   * Whether a pane of random queries gets the bits that the model gets.
   *
   * @param headSize channels
   * @param blocks the number of keys that come together, again and again
   */
  boolean agrees(int headSize, int... blocks) {
    Pane pane = code.pane(headSize);
    ReferenceAttention[] models = new ReferenceAttention[pane.lanes()];
    MemorySegment queries = memory.allocate(pane.bytes());
    for (int lane = 0; lane < models.length; lane++) {
      float[] query = numbers(headSize);
      models[lane] = new ReferenceAttention(query);
      for (int i = 0; i < headSize; i++) {
        set(queries, i * pane.rowBytes(), lane, query[i]);
      }
      set(queries, pane.stateAt(), lane, -Float.MAX_VALUE);
    }
    for (int keys : blocks) {
      add(pane, queries, models, keys);
    }
    for (int lane = 0; lane < models.length; lane++) {
      long sum = pane.stateAt() + Pane.State.SUM.row() * pane.rowBytes();
      if (differ(models[lane].sum(), get(queries, sum, lane))) {
        return false;
      }
      for (int i = 0; i < headSize; i++) {
        long value = pane.valuesAt() + i * pane.rowBytes();
        if (differ(models[lane].values()[i], get(queries, value, lane))) {
          return false;
        }
      }
    }
    return true;
  }

  private void add(Pane pane, MemorySegment queries, ReferenceAttention[] models, int count) {
    int headSize = models[0].values().length;
    int rows = code.wholeTiles(count);
    float[][] keys = new float[count][];
    float[][] values = new float[count][];
    Arrays.setAll(keys, _ -> numbers(headSize));
    Arrays.setAll(values, _ -> numbers(headSize));
    long rowBytes = (long) pane.channels() * Float.BYTES;
    MemorySegment keyRows = rows(keys, rows, rowBytes);
    MemorySegment valueRows = rows(values, count, rowBytes);
    MemorySegment scores = memory.allocate(rows * pane.rowBytes());
    code.score(keyRows.address(), rowBytes, queries.address(), scores.address(), rows, headSize);
    for (int lane = 0; lane < models.length; lane++) {
      boolean[] seen = new boolean[count];
      for (int key = 0; key < count; key++) {
        seen[key] = random.nextInt(4) > 0;
        if (!seen[key]) {
          set(scores, key * pane.rowBytes(), lane, Float.NEGATIVE_INFINITY);
        }
      }
      models[lane].add(keys, values, seen);
    }
    code.weigh(scores.address(), count, queries.address() + pane.stateAt());
    code.addValues(
        valueRows.address(),
        rowBytes,
        scores.address(),
        queries.address() + pane.valuesAt(),
        pane.channels(),
        count);
  }

  private MemorySegment rows(float[][] numbers, int rows, long rowBytes) {
    MemorySegment to = memory.allocate(rows * rowBytes);
    for (int row = 0; row < numbers.length; row++) {
      MemorySegment.copy(numbers[row], 0, to, JAVA_FLOAT, row * rowBytes, numbers[row].length);
    }
    return to;
  }

  /** Large enough that some weights vanish beside others. */
  private float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) (4 * random.nextGaussian());
    }
    return numbers;
  }

  private static void set(MemorySegment memory, long row, int lane, float number) {
    memory.set(JAVA_FLOAT, row + (long) lane * Float.BYTES, number);
  }

  private static float get(MemorySegment memory, long row, int lane) {
    return memory.get(JAVA_FLOAT, row + (long) lane * Float.BYTES);
  }

  private static boolean differ(float expected, float actual) {
    return Float.floatToIntBits(expected) != Float.floatToIntBits(actual);
  }
}
