package dev.nibble.tornadovm;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.architecture.Pairing;
import dev.nibble.engine.architecture.RopeConfig;
import dev.nibble.engine.device.LayerSpec;
import java.util.Optional;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** A layer's numbers as kernels read them. */
final class LayerNumbers {
  static final int HEADS = 0;
  static final int KV_HEADS = 1;
  static final int HEAD_SIZE = 2;
  static final int PAIRS = 3;
  static final int HALVES = 4;
  static final int WINDOW = 5;

  /** How many sizes there are. */
  static final int SIZES = 6;

  static final int EPSILON = 0;
  static final int SCALE = 1;

  /** How many other numbers there are. */
  static final int OTHERS = 2;

  private LayerNumbers() {}

  static IntArray sizes(LayerSpec spec) {
    AttentionShape shape = spec.config().attention();
    IntArray sizes = new IntArray(SIZES);
    sizes.set(HEADS, shape.heads());
    sizes.set(KV_HEADS, shape.kvHeads());
    sizes.set(HEAD_SIZE, shape.headSize());
    sizes.set(PAIRS, pairs(spec));
    Optional<RopeConfig> rope = spec.config().rope();
    sizes.set(HALVES, rope.isPresent() && rope.get().pairing() == Pairing.HALVES ? 1 : 0);
    sizes.set(WINDOW, shape.window());
    return sizes;
  }

  static FloatArray others(LayerSpec spec) {
    FloatArray numbers = new FloatArray(OTHERS);
    numbers.set(EPSILON, spec.model().normalization().epsilon());
    numbers.set(SCALE, spec.config().attention().scale());
    return numbers;
  }

  /** Pairs of channels of a head that turn. */
  static int pairs(LayerSpec spec) {
    return spec.config().rope().map(rope -> rope.rotatedChannels() / 2).orElse(0);
  }
}
