package dev.nibble.engine.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/** Keys and values that follow from the tokens before them, so that what is stored can be told. */
final class Rows {
  private static final MemorySegment SCRATCH = Arena.global().allocate(1024);

  private Rows() {}

  /** One channel for each of a position's, in -1 to 1; another salt is another model. */
  private static float[] row(int salt, int layer, boolean keys, int prefix, KvShape shape) {
    float[] row = new float[shape.kvWidth()];
    int seed = 31 * (31 * (31 * salt + layer) + (keys ? 1 : 0)) + prefix * 0x85EB_CA6B;
    for (int i = 0; i < row.length; i++) {
      int mixed = (seed + i) * 0x9E37_79B9;
      row[i] = (mixed ^ mixed >>> 15) / (float) (1L << 31);
    }
    return row;
  }

  /** Stores and commits tokens for which there is room. */
  static void append(BlockTable table, KvShape shape, int salt, int... tokens) {
    int prefix = Arrays.hashCode(table.ids());
    int width = shape.kvWidth();
    float[][] keys = new float[shape.layers()][tokens.length * width];
    float[][] values = new float[shape.layers()][tokens.length * width];
    for (int t = 0; t < tokens.length; t++) {
      prefix = 31 * prefix + tokens[t];
      for (int layer = 0; layer < shape.layers(); layer++) {
        float[] k = row(salt, layer, true, prefix, shape);
        float[] v = row(salt, layer, false, prefix, shape);
        System.arraycopy(k, 0, keys[layer], t * width, width);
        System.arraycopy(v, 0, values[layer], t * width, width);
      }
    }
    for (int layer = 0; layer < shape.layers(); layer++) {
      table.store(layer, table.length(), tokens.length, keys[layer], values[layer], 0);
    }
    table.commit(tokens, 0, tokens.length);
  }

  static List<Integer> ids(BlockTable table) {
    return Arrays.stream(table.ids()).boxed().toList();
  }

  /** Fails where a sequence does not hold what follows from its tokens, as its type stores it. */
  static void check(BlockTable table, KvShape shape, int salt) {
    int[] ids = table.ids();
    int prefix = Arrays.hashCode(new int[0]);
    for (int p = 0; p < ids.length; p++) {
      prefix = 31 * prefix + ids[p];
      MemorySegment memory = table.memory(p);
      for (int layer = 0; layer < shape.layers(); layer++) {
        String where = "position " + p + ", layer " + layer;
        assertArrayEquals(
            stored(row(salt, layer, true, prefix, shape), shape),
            read(shape, memory, table.keysAt(layer, p)),
            where);
        assertArrayEquals(
            stored(row(salt, layer, false, prefix, shape), shape),
            read(shape, memory, table.valuesAt(layer, p)),
            where);
      }
    }
  }

  /** What becomes of a row that is written and read. */
  private static float[] stored(float[] row, KvShape shape) {
    if (shape.type() == KvType.F32) {
      return row;
    }
    shape.type().format().quantize(row, new float[0], SCRATCH, 0);
    return read(shape, SCRATCH, 0);
  }

  private static float[] read(KvShape shape, MemorySegment memory, long at) {
    float[] row = new float[shape.kvWidth()];
    shape.type().format().dequantize(memory, at, row, 0, row.length);
    return row;
  }
}
