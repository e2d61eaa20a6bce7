package dev.nibble.engine.sampling;

import dev.nibble.tokenizer.constrain.TokenMask;
import java.util.Arrays;

/**
 * The tokens that may still be chosen, with their logits: the working memory of {@link Sampler}s.
 * Reused from token to token, by one sequence or by several in turn; not safe for use by several
 * threads at once.
 *
 * <p>Ties are broken by the lower id wherever an order is made, so that equal logits give equal
 * text.
 */
public final class Candidates {
  private final int[] ids;
  private final float[] logits;
  private final double[] probabilities;
  private final long[] keys;
  private int size;
  private boolean sorted;

  /**
   * Makes room.
   *
   * @param vocabularySize how many logits there are
   */
  public Candidates(int vocabularySize) {
    ids = new int[vocabularySize];
    logits = new float[vocabularySize];
    probabilities = new double[vocabularySize];
    keys = new long[vocabularySize];
  }

  /** Takes in the logits of the whole vocabulary, which start at an index. */
  void reset(float[] vocabularyLogits, int at) {
    size = ids.length;
    sorted = false;
    for (int id = 0; id < size; id++) {
      ids[id] = id;
    }
    System.arraycopy(vocabularyLogits, at, logits, 0, size);
  }

  int vocabularySize() {
    return ids.length;
  }

  int size() {
    return size;
  }

  int id(int index) {
    return ids[index];
  }

  float logit(int index) {
    return logits[index];
  }

  void setLogit(int index, float logit) {
    logits[index] = logit;
    sorted = false;
  }

  /** Multiplies every logit by a positive factor, which keeps the order. */
  void scale(float factor) {
    for (int i = 0; i < size; i++) {
      logits[i] *= factor;
    }
  }

  /** Keeps the first candidates. */
  void truncate(int newSize) {
    size = newSize;
  }

  /** Keeps the candidates of a set. Each stands at the index of its id. */
  void retain(TokenMask allowed) {
    size = 0;
    for (int id = allowed.next(0); id >= 0; id = allowed.next(id + 1)) {
      ids[size] = id;
      logits[size++] = logits[id];
    }
    sorted = false;
  }

  /** Keeps the candidates at the given indices, in that order. */
  void keep(int[] indices, int count) {
    int[] keptIds = new int[count];
    float[] keptLogits = new float[count];
    for (int i = 0; i < count; i++) {
      keptIds[i] = ids[indices[i]];
      keptLogits[i] = logits[indices[i]];
    }
    System.arraycopy(keptIds, 0, ids, 0, count);
    System.arraycopy(keptLogits, 0, logits, 0, count);
    size = count;
    sorted = false;
  }

  /** Orders by falling logit. */
  void sort() {
    if (sorted) {
      return;
    }
    for (int i = 0; i < size; i++) {
      keys[i] = key(logits[i], ids[i]);
    }
    Arrays.sort(keys, 0, size);
    takeKeys(size);
  }

  /** Keeps the {@code k} largest, in order. */
  void selectLargest(int k) {
    if (k >= size) {
      sort();
      return;
    }
    for (int i = 0; i < k; i++) {
      keys[i] = key(logits[i], ids[i]);
    }
    Arrays.sort(keys, 0, k);
    reverse(keys, k);
    for (int i = k; i < size; i++) {
      long key = key(logits[i], ids[i]);
      if (key < keys[0]) {
        siftDown(keys, k, key);
      }
    }
    Arrays.sort(keys, 0, k);
    takeKeys(k);
  }

  /** The probabilities of the candidates as they stand: softmax over their logits. */
  double[] probabilities() {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      max = Math.max(max, logits[i]);
    }
    double sum = 0;
    for (int i = 0; i < size; i++) {
      probabilities[i] = Math.exp((double) logits[i] - max);
      sum += probabilities[i];
    }
    for (int i = 0; i < size; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }

  /** Sorts ascending as larger logit first, then lower id first. */
  private static long key(float logit, int id) {
    int bits = Float.floatToIntBits(logit);
    int ascending = bits ^ (bits >> 31 & Integer.MAX_VALUE);
    return (long) ~ascending << 32 | id;
  }

  private static float logit(long key) {
    int ascending = ~(int) (key >> 32);
    return Float.intBitsToFloat(ascending ^ (ascending >> 31 & Integer.MAX_VALUE));
  }

  private void takeKeys(int count) {
    for (int i = 0; i < count; i++) {
      ids[i] = (int) keys[i];
      logits[i] = logit(keys[i]);
    }
    size = count;
    sorted = true;
  }

  private static void reverse(long[] a, int size) {
    for (int i = 0, j = size - 1; i < j; i++, j--) {
      long t = a[i];
      a[i] = a[j];
      a[j] = t;
    }
  }

  /** Replaces the root, the largest key, of a max-heap. */
  private static void siftDown(long[] heap, int size, long key) {
    int parent = 0;
    while (true) {
      int child = 2 * parent + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && heap[child + 1] > heap[child]) {
        child++;
      }
      if (heap[child] <= key) {
        break;
      }
      heap[parent] = heap[child];
      parent = child;
    }
    heap[parent] = key;
  }
}
