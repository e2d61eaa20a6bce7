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

  /** Keeps rows of keys from falling into the same sets of the first-level cache. */
  private static final int ROW_PADDING = 64;

  private final AttentionCode code;
  private final CachedRows cached = new CachedRows();

  /** The queries or values of a pane, on the heap. */
  private final PaneRows rows = new PaneRows();

  private AttentionInputs in;
  private int sequence;
  private AttentionShape shape;
  private Pane pane;
  private MemorySegment memory;

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
    rows.resize(pane.lanes(), shape.headSize());
  }

  private void loadQueries() {
    for (int p = 0; p < panes; p++) {
      for (int lane = 0; lane < pane.lanes(); lane++) {
        rows.set(lane, in.queries(), query(p, lane), shape.scale());
      }
      rows.toChannels();
      long at = p * pane.bytes();
      MemorySegment.copy(rows.byChannel(), 0, memory, JAVA_FLOAT, at, rows.count());
      memory.asSlice(at + pane.stateAt(), pane.bytes() - pane.stateAt()).fill((byte) 0);
      for (int lane = 0; lane < pane.lanes(); lane++) {
        memory.set(JAVA_FLOAT, at + pane.stateAt() + (long) lane * Float.BYTES, -Float.MAX_VALUE);
      }
    }
  }

  /**
   * Where the first channel of a lane's query is, and of its result. In the last pane lanes past
   * the last query are that query once more.
   */
  private int query(int p, int lane) {
    int index = Math.min(p * pane.lanes() + lane, tokens * group - 1);
    int token = in.first(sequence) + firstToken + index / group;
    int head = kvHead * group + index % group;
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
      MemorySegment.copy(memory, JAVA_FLOAT, at, rows.byChannel(), 0, rows.count());
      rows.toLanes();
      int lanes = Math.min(pane.lanes(), tokens * group - p * pane.lanes());
      for (int lane = 0; lane < lanes; lane++) {
        rows.get(lane, 1 / sum(p, lane), in.out(), query(p, lane));
      }
    }
  }

  private float sum(int p, int lane) {
    long sums = pane.stateAt() + Pane.State.SUM.row() * pane.rowBytes();
    return memory.get(JAVA_FLOAT, p * pane.bytes() + sums + (long) lane * Float.BYTES);
  }
}
