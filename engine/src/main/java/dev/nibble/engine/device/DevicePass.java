package dev.nibble.engine.device;

import dev.nibble.engine.architecture.Rotation;
import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.cache.KvPool;
import java.util.List;
import java.util.Optional;

/**
 * The tokens that go through some layers of a device, and what comes back: what the last layer
 * leaves in the residual stream, and the keys and values that each layer has computed of them. Kept
 * from pass to pass.
 */
public final class DevicePass {
  /** Slot 0 belongs to the self-test; the blocks of the CPU's pool follow. */
  static final int FIRST_SLOT = 1;

  private final int width;
  private final int kvWidth;
  private final List<Optional<Rotation>> rotations;
  private final float[][] keys;
  private final float[][] values;
  private float[] input = {};
  private float[] output = {};
  private int tokens;
  private int[] firsts = new int[2];
  private int[] positions = new int[1];
  private int[][] slots = new int[1][0];
  private int sequences;

  /**
   * Creates a pass of no tokens.
   *
   * @param spec a layer of the model
   * @param rotations the angles of each layer, which turn to the pass's tokens by themselves
   */
  DevicePass(LayerSpec spec, List<Optional<Rotation>> rotations) {
    this.rotations = rotations;
    width = spec.model().width();
    kvWidth = spec.model().kvWidth();
    keys = new float[spec.model().layers().size()][0];
    values = new float[keys.length][0];
  }

  /**
   * Turns to other tokens.
   *
   * @param batch the tokens; their caches have reserved room for them
   * @param residual {@code [tokens][width]}
   * @param firstLayer the first layer that they go through, of those up to the last
   */
  void set(Batch batch, float[] residual, int firstLayer) {
    tokens = batch.tokens();
    sequences = batch.sequences();
    if (positions.length < sequences) {
      positions = new int[sequences];
      firsts = new int[sequences + 1];
      slots = new int[sequences][0];
    }
    for (int s = 0; s < sequences; s++) {
      firsts[s] = batch.first(s);
      positions[s] = batch.position(s);
      slots[s] = slots(batch.cache(s), batch.position(s) + batch.count(s), slots[s]);
    }
    firsts[sequences] = tokens;
    if (output.length < tokens * width) {
      input = new float[tokens * width];
      output = new float[tokens * width];
    }
    System.arraycopy(residual, 0, input, 0, tokens * width);
    for (int layer = firstLayer; layer < keys.length; layer++) {
      if (keys[layer].length < tokens * kvWidth) {
        keys[layer] = new float[tokens * kvWidth];
        values[layer] = new float[tokens * kvWidth];
      }
    }
  }

  private static int[] slots(KvCache cache, int positions, int[] memory) {
    int count = Math.ceilDiv(positions, KvPool.BLOCK);
    int[] slots = memory.length >= count ? memory : new int[2 * count];
    for (int i = 0; i < count; i++) {
      slots[i] = FIRST_SLOT + cache.block(i * KvPool.BLOCK);
    }
    return slots;
  }

  /** Turns to tokens of the self-test, from position 0 on. */
  void setTest(float[] residual, int layer) {
    sequences = 1;
    tokens = residual.length / width;
    firsts[1] = tokens;
    positions[0] = 0;
    slots[0] = new int[1];
    input = residual;
    output = new float[residual.length];
    keys[layer] = new float[tokens * kvWidth];
    values[layer] = new float[tokens * kvWidth];
  }

  /** How many tokens. */
  public int tokens() {
    return tokens;
  }

  /** How many sequences they belong to. */
  public int sequences() {
    return sequences;
  }

  /**
   * A sequence's first token, counted over the pass.
   *
   * @param sequence from 0
   */
  public int first(int sequence) {
    return firsts[sequence];
  }

  /**
   * How many tokens of a sequence there are.
   *
   * @param sequence from 0
   */
  public int count(int sequence) {
    return firsts[sequence + 1] - firsts[sequence];
  }

  /**
   * The position of a sequence's first token.
   *
   * @param sequence from 0
   */
  public int position(int sequence) {
    return positions[sequence];
  }

  /**
   * The slot that holds a sequence's keys and values of a position.
   *
   * @param sequence from 0
   * @param position a position that is stored or belongs to this pass
   */
  public int slot(int sequence, int position) {
    return slots[sequence][position / KvPool.BLOCK];
  }

  /**
   * The angles by which queries and keys turn, for all tokens.
   *
   * @param layer the layer
   * @return the angles; empty where the layer does not turn
   */
  public Optional<Rotation> rotation(int layer) {
    return rotations.get(layer);
  }

  /** The residual stream before the first layer, {@code [tokens][width]}. Not to be changed. */
  public float[] input() {
    return input;
  }

  /** Receives the residual stream behind the last layer, {@code [tokens][width]}. */
  public float[] output() {
    return output;
  }

  /**
   * Receives the keys that a layer has computed, turned: {@code [tokens][kv width]}.
   *
   * @param layer one of the pass's layers
   */
  public float[] keys(int layer) {
    return keys[layer];
  }

  /**
   * Receives the values that a layer has computed, {@code [tokens][kv width]}.
   *
   * @param layer one of the pass's layers
   */
  public float[] values(int layer) {
    return values[layer];
  }
}
