package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.kernel.AttentionInputs;
import dev.nibble.engine.kernel.Workspace;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Attention of many tokens, in the manner of FlashAttention (Dao et al. 2022): a block of tokens
 * passes over the keys and values a few at a time and needs no memory that grows with them. Queries
 * of neighbouring tokens are the lanes, so that {@link PanelTile} computes both products and the
 * softmax needs no sum across lanes.
 *
 * <p>A unit of work is a block of tokens and a slice of heads; the keys and values it passes are
 * copied once for the whole slice. Units of the same tokens follow each other: they cost the same,
 * and every worker gets as many.
 *
 * <p>An instance serves one worker.
 */
@SuppressWarnings("NullAway.Init") // attend() sets all of it before it is read.
final class PanelAttention {
  /**
   * Keys that go together: their copies and scores stay in the first two levels of cache. They
   * begin at multiples, so that a token's sums do not depend on the tokens beside it.
   */
  private static final int KEYS = 64;

  /** Keeps rows of keys from falling into the same sets of the first-level cache. */
  private static final int ROW_PADDING = 16;

  private static final int VALUE_FLOATS = KEYS + ROW_PADDING;

  private final CachedRows cached = new CachedRows();
  private AttentionInputs in;
  private int sequence;
  private AttentionShape shape;
  private int headSize;

  private int firstHead;
  private int heads;
  private int firstToken;
  private int tokens;
  private int vectors;

  /** Lanes: {@code vectors} of them, whose last ones may hold no token. */
  private int width;

  private float[] scratch;

  /** {@code [heads][headSize][width]}. */
  private int queriesAt;

  /** {@code [heads][rows][width]}. */
  private int resultsAt;

  /** {@code headSize}, rounded up to whole tiles: what a tile computes too much, nobody reads. */
  private int rows;

  /** {@code [heads][2][width]}. */
  private int softmaxAt;

  /** {@code [KEYS][width]}. */
  private int scoresAt;

  /** {@code [KEYS][rowFloats]}. */
  private int keysAt;

  private int rowFloats;

  /** {@code [rows][VALUE_FLOATS]}: a channel's values lie side by side, as the tile reads them. */
  private int valuesAt;

  /** Units of work of a sequence. */
  static int units(AttentionInputs in, int sequence) {
    return TokenPanel.blocks(in.tokens(sequence)) * HeadSlices.count(in.shape());
  }

  /** Computes one of the units. */
  void attend(AttentionInputs in, int sequence, int unit, Workspace workspace) {
    this.in = in;
    this.sequence = sequence;
    shape = in.shape();
    headSize = shape.headSize();
    int slices = HeadSlices.count(shape);
    begin(unit / slices, unit % slices, workspace);
    int kvHead = shape.kvHead(firstHead);
    cached.of(in.cache(sequence), shape, in.layer(), kvHead, kvHead + 1);
    passKeys();
    for (int head = 0; head < heads; head++) {
      store(head);
    }
  }

  private void begin(int block, int slice, Workspace workspace) {
    firstHead = HeadSlices.begin(shape, slice);
    heads = HeadSlices.begin(shape, slice + 1) - firstHead;
    int vector = block * PanelTile.VECTORS;
    vectors = TokenPanel.blockVectors(vector, TokenPanel.vectors(in.tokens(sequence)));
    width = vectors * COUNT;
    firstToken = vector * COUNT;
    tokens = Math.min(width, in.tokens(sequence) - firstToken);
    layOut(workspace);
    for (int head = 0; head < heads; head++) {
      int from = (in.first(sequence) + firstToken) * shape.width() + (firstHead + head) * headSize;
      int to = queriesAt + head * headSize * width;
      TokenPanel.transpose(in.queries(), from, shape.width(), tokens, headSize, scratch, to, width);
      RunningSoftmax.begin(scratch, softmaxAt + head * 2 * width, width);
    }
    Arrays.fill(scratch, resultsAt, resultsAt + heads * rows * width, 0);
  }

  private void layOut(Workspace workspace) {
    rows = Math.ceilDiv(headSize, PanelTile.ROWS) * PanelTile.ROWS;
    rowFloats = rows + ROW_PADDING;
    queriesAt = 0;
    resultsAt = heads * headSize * width;
    softmaxAt = resultsAt + heads * rows * width;
    scoresAt = softmaxAt + heads * 2 * width;
    keysAt = scoresAt + KEYS * width;
    valuesAt = keysAt + KEYS * rowFloats;
    scratch = workspace.floats(valuesAt + rows * VALUE_FLOATS);
  }

  private void passKeys() {
    int firstPosition = in.position(sequence) + firstToken;
    int end = firstPosition + tokens;
    int allSeeFrom = shape.firstSeen(end - 1);
    int firstKey = shape.firstSeen(firstPosition) / KEYS * KEYS;
    for (int key = firstKey; key < end; key += KEYS) {
      int keys = Math.min(KEYS, end - key);
      copy(key, keys);
      boolean allSeen = key >= allSeeFrom && key + keys - 1 <= firstPosition;
      for (int head = 0; head < heads; head++) {
        score(head, keys);
        float scale = shape.scale();
        if (shape.softCap() > 0) {
          cap(keys);
          scale = 1;
        }
        if (!allSeen) {
          mask(key - firstPosition, keys);
        }
        int results = resultsAt + head * rows * width;
        int softmax = softmaxAt + head * 2 * width;
        RunningSoftmax.add(scratch, scoresAt, keys, width, scale, softmax, results, rows);
        addValues(results, keys);
      }
    }
  }

  private void copy(int key, int keys) {
    int end = key + keys;
    long channelAt = (long) shape.kvHead(firstHead) * headSize * Float.BYTES;
    int count;
    for (int p = key; p < end; p += count) {
      count = cached.keys(p, end);
      int at = keysAt + (p - key) * rowFloats;
      copyKeys(cached.memory(), cached.at() + channelAt, count, at);
    }
    for (int p = key; p < end; p += count) {
      count = cached.values(p, end);
      copyValues(cached.memory(), cached.at() + channelAt, count, valuesAt + p - key);
    }
  }

  private void copyKeys(MemorySegment stored, long from, int count, int at) {
    for (int row = 0; row < count; row++) {
      MemorySegment.copy(stored, JAVA_FLOAT, from, scratch, at + row * rowFloats, headSize);
      from += cached.rowBytes();
    }
  }

  private void copyValues(MemorySegment stored, long from, int count, int at) {
    float[] to = scratch;
    for (int row = 0; row < count; row++) {
      for (int i = 0; i < headSize; i++) {
        to[at + row + i * VALUE_FLOATS] = stored.get(JAVA_FLOAT, from + (long) i * Float.BYTES);
      }
      from += cached.rowBytes();
    }
  }

  /** The products of the keys with a head's queries; those of rows past the last are never read. */
  private void score(int head, int keys) {
    int queries = queriesAt + head * headSize * width;
    int tiles = Math.ceilDiv(keys, PanelTile.ROWS);
    Arrays.fill(scratch, scoresAt, scoresAt + tiles * PanelTile.ROWS * width, 0);
    for (int i = 0; i < keys; i += PanelTile.ROWS) {
      PanelTile.add(
          vectors,
          scratch,
          keysAt + i * rowFloats,
          rowFloats,
          scratch,
          queries,
          headSize,
          scratch,
          scoresAt + i * width);
    }
  }

  private void cap(int keys) {
    float[] s = scratch;
    int end = scoresAt + keys * width;
    for (int i = scoresAt; i < end; i += COUNT) {
      FloatVector score = f32(s, i).mul(shape.scale());
      VectorExp.tanh(score.div(shape.softCap())).mul(shape.softCap()).intoArray(s, i);
    }
  }

  /** Takes out of a block what stands behind a query, or before its window. */
  private void mask(int distance, int keys) {
    for (int i = 0; i < keys; i++) {
      int at = scoresAt + i * width;
      int firstLane = Math.clamp(distance + i, 0, width);
      int endLane = Math.clamp((long) distance + i + shape.window(), 0, width);
      Arrays.fill(scratch, at, at + firstLane, Float.NEGATIVE_INFINITY);
      Arrays.fill(scratch, at + endLane, at + width, Float.NEGATIVE_INFINITY);
    }
  }

  private void addValues(int results, int keys) {
    for (int i = 0; i < rows; i += PanelTile.ROWS) {
      PanelTile.add(
          vectors,
          scratch,
          valuesAt + i * VALUE_FLOATS,
          VALUE_FLOATS,
          scratch,
          scoresAt,
          keys,
          scratch,
          results + i * width);
    }
  }

  private void store(int head) {
    int results = resultsAt + head * rows * width;
    int sums = softmaxAt + (head * 2 + 1) * width;
    float[] s = scratch;
    float[] out = in.out();
    for (int t = 0; t < tokens; t++) {
      int at =
          (in.first(sequence) + firstToken + t) * shape.width() + (firstHead + head) * headSize;
      float normalizer = 1 / s[sums + t];
      for (int i = 0; i < headSize; i++) {
        out[at + i] = s[results + i * width + t] * normalizer;
      }
    }
  }
}
