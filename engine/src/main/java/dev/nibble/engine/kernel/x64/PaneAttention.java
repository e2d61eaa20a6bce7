package dev.nibble.engine.kernel.x64;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.kernel.AttentionInputs;
import dev.nibble.engine.kernel.Workspace;
import dev.nibble.engine.kernel.vector.CachedRows;
import java.lang.foreign.MemorySegment;

/**
 * Attention of many tokens, in the manner of FlashAttention (Dao et al. 2022): blocks of tokens
 * pass over the keys and values a few at a time and need no memory that grows with them. Lanes are
 * the queries of all heads that read the same keys, token by token: {@code lane = token * group +
 * head}.
 *
 * <p>A unit of work is a key/value head and a few {@link Pane panes} of its queries, for which keys
 * and values are copied once.
 *
 * <p>An instance serves one worker.
 */
@SuppressWarnings("NullAway.Init") // attend() sets all of it before it is read.
final class PaneAttention {
  /**
   * Keys that go together: they, their values and scores stay in the first two levels of cache.
   * They begin at multiples, so that a token's sums do not depend on the tokens beside it.
   */
  private static final int KEYS = 64;

  /** Panes of a unit, which the second level of cache holds. */
  private static final int PANES = 8;

  /** Lanes that are copied together, of which a pane has a multiple. */
  private static final int LANES = 4;

  /** Keeps rows of keys from falling into the same sets of the first-level cache. */
  private static final int ROW_PADDING = 64;

  private final AttentionCode code;
  private final CachedRows cached = new CachedRows();
  private AttentionInputs in;
  private int sequence;
  private AttentionShape shape;
  private Pane pane;
  private MemorySegment memory;

  /** The queries or values of a pane {@code [channels][lanes]}, on the heap. */
  private float[] staged;

  private int group;
  private int kvHead;

  /** The unit's first token, counted over its sequence. */
  private int firstToken;

  private int firstPosition;
  private int tokens;
  private int panes;
  private long scoresAt;
  private long keysAt;
  private long valuesAt;

  /** From one row of keys or values to the next. */
  private long rowBytes;

  PaneAttention(AttentionCode code) {
    this.code = code;
  }

  /** Units of work of a sequence. */
  int units(AttentionInputs in, int sequence) {
    int blocks = Math.ceilDiv(in.tokens(sequence), blockTokens(in.shape()));
    return blocks * in.shape().kvHeads();
  }

  private int blockTokens(AttentionShape shape) {
    int lanes = PANES * code.pane(shape.headSize()).lanes();
    return Math.max(1, lanes / (shape.heads() / shape.kvHeads()));
  }

  /** Computes one of the units. */
  void attend(AttentionInputs in, int sequence, int unit, Workspace workspace) {
    this.in = in;
    this.sequence = sequence;
    shape = in.shape();
    pane = code.pane(shape.headSize());
    group = shape.heads() / shape.kvHeads();
    kvHead = unit % shape.kvHeads();
    firstToken = unit / shape.kvHeads() * blockTokens(shape);
    firstPosition = in.position(sequence) + firstToken;
    tokens = Math.min(blockTokens(shape), in.tokens(sequence) - firstToken);
    panes = Math.ceilDiv(tokens * group, pane.lanes());
    layOut(workspace);
    loadQueries();
    cached.of(in.cache(sequence), shape, in.layer(), kvHead, kvHead + 1);
    passKeys();
    storeValues();
  }

  private void layOut(Workspace workspace) {
    rowBytes = (long) pane.channels() * Float.BYTES + ROW_PADDING;
    scoresAt = panes * pane.bytes();
    keysAt = scoresAt + KEYS * pane.rowBytes();
    valuesAt = keysAt + KEYS * rowBytes;
    memory = workspace.memory(valuesAt + KEYS * rowBytes);
    staged = workspace.floats(shape.headSize() * pane.lanes());
  }

  private void loadQueries() {
    for (int p = 0; p < panes; p++) {
      for (int lane = 0; lane < pane.lanes(); lane += LANES) {
        loadQueries(p, lane);
      }
      long at = p * pane.bytes();
      MemorySegment.copy(staged, 0, memory, JAVA_FLOAT, at, shape.headSize() * pane.lanes());
      memory.asSlice(at + pane.stateAt(), pane.bytes() - pane.stateAt()).fill((byte) 0);
      for (int lane = 0; lane < pane.lanes(); lane++) {
        memory.set(JAVA_FLOAT, at + pane.stateAt() + (long) lane * Float.BYTES, -Float.MAX_VALUE);
      }
    }
  }

  /** A few lanes at a time: neighbours in memory are written together. */
  private void loadQueries(int p, int lane) {
    float[] queries = in.queries();
    float[] out = staged;
    int from0 = query(lane(p, lane));
    int from1 = query(lane(p, lane + 1));
    int from2 = query(lane(p, lane + 2));
    int from3 = query(lane(p, lane + 3));
    int at = lane;
    for (int i = 0; i < shape.headSize(); i++) {
      out[at] = queries[from0 + i] * shape.scale();
      out[at + 1] = queries[from1 + i] * shape.scale();
      out[at + 2] = queries[from2 + i] * shape.scale();
      out[at + 3] = queries[from3 + i] * shape.scale();
      at += pane.lanes();
    }
  }

  /** A lane of a pane, counted over the unit; the last query stands for those past it. */
  private int lane(int p, int lane) {
    return Math.min(p * pane.lanes() + lane, tokens * group - 1);
  }

  /** Where the first channel of a query is, and of its result. */
  private int query(int lane) {
    int token = in.first(sequence) + firstToken + lane / group;
    int head = kvHead * group + lane % group;
    return token * shape.width() + head * shape.headSize();
  }

  private void passKeys() {
    int end = firstPosition + tokens;
    for (int key = shape.firstSeen(firstPosition) / KEYS * KEYS; key < end; key += KEYS) {
      int keys = Math.min(KEYS, end - key);
      copy(key, keys);
      for (int p = 0; p < panes; p++) {
        int firstLane = p * pane.lanes();
        int first = firstPosition + firstLane / group;
        int last = Math.min(end - 1, firstPosition + (firstLane + pane.lanes() - 1) / group);
        int seen = Math.min(keys, last + 1 - key);
        if (seen > 0 && key + seen > shape.firstSeen(first)) {
          score(p, seen);
          if (key + seen - 1 > first || key < shape.firstSeen(last)) {
            hide(firstLane, key, seen);
          }
          addValues(p, seen);
        }
      }
    }
  }

  private void copy(int key, int keys) {
    int end = key + keys;
    int count;
    for (int p = key; p < end; p += count) {
      count = cached.keys(p, end);
      copyRows(count, keysAt + (p - key) * rowBytes);
    }
    for (int p = key; p < end; p += count) {
      count = cached.values(p, end);
      copyRows(count, valuesAt + (p - key) * rowBytes);
    }
  }

  private void copyRows(int count, long to) {
    long bytes = (long) shape.headSize() * Float.BYTES;
    long from = cached.at() + kvHead * bytes;
    for (int row = 0; row < count; row++) {
      MemorySegment.copy(cached.memory(), from, memory, to, bytes);
      from += cached.rowBytes();
      to += rowBytes;
    }
  }

  private void score(int p, int keys) {
    int rows = code.wholeTiles(keys);
    code.score(
        NativeCall.address(memory, keysAt, rows * rowBytes),
        rowBytes,
        NativeCall.address(memory, p * pane.bytes(), pane.bytes()),
        NativeCall.address(memory, scoresAt, rows * pane.rowBytes()),
        rows,
        shape.headSize());
  }

  /** Takes out what stands behind a query, or before its window. */
  private void hide(int firstLane, int key, int keys) {
    int lanes = pane.lanes();
    for (int i = 0; i < keys; i++) {
      long distance = (long) key + i - firstPosition;
      int firstSeeing = Math.clamp(distance * group - firstLane, 0, lanes);
      int endSeeing = Math.clamp((distance + shape.window()) * group - firstLane, 0, lanes);
      long at = scoresAt + i * pane.rowBytes();
      hide(at, 0, firstSeeing);
      hide(at, endSeeing, lanes);
    }
  }

  private void hide(long scores, int fromLane, int toLane) {
    for (long lane = fromLane; lane < toLane; lane++) {
      memory.set(JAVA_FLOAT, scores + lane * Float.BYTES, Float.NEGATIVE_INFINITY);
    }
  }

  private void addValues(int p, int keys) {
    long at = NativeCall.address(memory, p * pane.bytes(), pane.bytes());
    long scores = NativeCall.address(memory, scoresAt, keys * pane.rowBytes());
    code.weigh(scores, keys, at + pane.stateAt());
    code.addValues(
        NativeCall.address(memory, valuesAt, keys * rowBytes),
        rowBytes,
        scores,
        at + pane.valuesAt(),
        pane.channels(),
        keys);
  }

  private void storeValues() {
    for (int p = 0; p < panes; p++) {
      long at = p * pane.bytes() + pane.valuesAt();
      MemorySegment.copy(memory, JAVA_FLOAT, at, staged, 0, shape.headSize() * pane.lanes());
      for (int lane = 0; lane < pane.lanes(); lane += LANES) {
        storeValues(p, lane);
      }
    }
  }

  /** A few lanes at a time; those past the last query have its values. */
  private void storeValues(int p, int lane) {
    int lane0 = lane(p, lane);
    int lane1 = lane(p, lane + 1);
    int lane2 = lane(p, lane + 2);
    int lane3 = lane(p, lane + 3);
    int to0 = query(lane0);
    int to1 = query(lane1);
    int to2 = query(lane2);
    int to3 = query(lane3);
    int lanes = pane.lanes();
    int from0 = lane0 % lanes;
    int from1 = lane1 % lanes;
    int from2 = lane2 % lanes;
    int from3 = lane3 % lanes;
    float factor0 = 1 / sum(p, from0);
    float factor1 = 1 / sum(p, from1);
    float factor2 = 1 / sum(p, from2);
    float factor3 = 1 / sum(p, from3);
    float[] values = staged;
    float[] out = in.out();
    for (int i = 0; i < shape.headSize(); i++) {
      int row = i * lanes;
      out[to0 + i] = values[row + from0] * factor0;
      out[to1 + i] = values[row + from1] * factor1;
      out[to2 + i] = values[row + from2] * factor2;
      out[to3 + i] = values[row + from3] * factor3;
    }
  }

  private float sum(int p, int lane) {
    long sums = pane.stateAt() + Pane.State.SUM.row() * pane.rowBytes();
    return memory.get(JAVA_FLOAT, p * pane.bytes() + sums + (long) lane * Float.BYTES);
  }
}
