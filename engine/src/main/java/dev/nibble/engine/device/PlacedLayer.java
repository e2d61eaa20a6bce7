package dev.nibble.engine.device;

import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.cache.KvRows;
import dev.nibble.engine.cache.KvShape;
import dev.nibble.engine.cache.KvType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A layer on a device, and how much of the CPU's keys and values it has. A block that was taken
 * anew has another {@linkplain KvCache#stamp stamp}: what the device has under its number is then
 * of another sequence.
 */
final class PlacedLayer {
  private final DeviceLayer layer;
  private final LayerAnswer answer;
  private final KvRows stored;
  private final float[] keys;
  private final float[] values;
  private long[] stamps = new long[0];
  private int[] rows = new int[0];

  /**
   * Creates the layer, which has no keys and values.
   *
   * @param layer the layer on the device
   * @param answer what it must answer to the self-test
   * @param shape what a position takes in the CPU's cache
   */
  PlacedLayer(DeviceLayer layer, LayerAnswer answer, KvShape shape) {
    this.layer = layer;
    this.answer = answer;
    stored = new KvRows(shape.type(), shape.kvWidth());
    keys = new float[KvPool.BLOCK * shape.kvWidth()];
    values = new float[keys.length];
  }

  DeviceLayer layer() {
    return layer;
  }

  /** How many slots it has room for. */
  int slots() {
    return stamps.length;
  }

  LayerAnswer answer() {
    return answer;
  }

  /**
   * Makes as much room on the device as is wanted, and gives it what it lacks of what stands before
   * some tokens.
   */
  Outcome<Void> prepare(Batch batch, int slots) {
    Outcome<Void> outcome = Outcome.done();
    if (stamps.length != slots) {
      outcome = layer.resize(slots);
    }
    if (outcome instanceof Outcome.Done && stamps.length != slots) {
      stamps = Arrays.copyOf(stamps, slots);
      rows = Arrays.copyOf(rows, slots);
    }
    for (int s = 0; s < batch.sequences() && outcome instanceof Outcome.Done; s++) {
      outcome = bring(batch.cache(s), batch.position(s));
    }
    return outcome;
  }

  private Outcome<Void> bring(KvCache cache, int positions) {
    for (int p = 0; p < positions; p += KvPool.BLOCK) {
      int slot = DevicePass.FIRST_SLOT + cache.block(p);
      int needed = Math.min(KvPool.BLOCK, positions - p);
      int present = stamps[slot] == cache.stamp(p) ? rows[slot] : 0;
      if (present < needed) {
        read(cache, p + present, needed - present);
        Outcome<Void> outcome = layer.store(slot, present, needed - present, keys, values, 0);
        if (!(outcome instanceof Outcome.Done)) {
          return outcome;
        }
        note(cache, p, needed);
      }
    }
    return Outcome.done();
  }

  private void read(KvCache cache, int position, int count) {
    MemorySegment memory = cache.memory(position);
    stored.read(memory, cache.keysAt(layer.index(), position), count, keys);
    stored.read(memory, cache.valuesAt(layer.index(), position), count, values);
  }

  /** Holds keys and values of some tokens against those that the CPU has stored. */
  Outcome<Void> compare(Batch batch, DevicePass pass) {
    int width = keys.length / KvPool.BLOCK;
    Outcome<Void> outcome = Outcome.done();
    for (int s = 0; s < batch.sequences(); s++) {
      KvCache cache = batch.cache(s);
      for (int t = 0; t < batch.count(s) && outcome instanceof Outcome.Done; t++) {
        read(cache, batch.position(s) + t, 1);
        int from = (batch.first(s) + t) * width;
        outcome = compare(cache.type(), "a key", keys, pass.keys(layer.index()), from, width);
        if (outcome instanceof Outcome.Done) {
          outcome =
              compare(cache.type(), "a value", values, pass.values(layer.index()), from, width);
        }
      }
    }
    return outcome;
  }

  private static Outcome<Void> compare(
      KvType type, String what, float[] stored, float[] computed, int from, int width) {
    float[] row = Arrays.copyOfRange(computed, from, from + width);
    return Answers.compare(what, type, stored, row, width);
  }

  /** The device has computed some tokens: it has their keys and values. */
  void computed(Batch batch) {
    for (int s = 0; s < batch.sequences(); s++) {
      KvCache cache = batch.cache(s);
      int begin = batch.position(s);
      int end = begin + batch.count(s);
      for (int p = begin / KvPool.BLOCK * KvPool.BLOCK; p < end; p += KvPool.BLOCK) {
        note(cache, p, Math.min(KvPool.BLOCK, end - p));
      }
    }
  }

  private void note(KvCache cache, int position, int count) {
    int slot = DevicePass.FIRST_SLOT + cache.block(position);
    stamps[slot] = cache.stamp(position);
    rows[slot] = count;
  }
}
