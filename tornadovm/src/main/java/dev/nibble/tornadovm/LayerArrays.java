package dev.nibble.tornadovm;

import java.util.List;
import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * A layer's weights, as {@link LayerPacking} packs them, and its keys and values.
 *
 * @param bytes matrices as they lie in the file
 * @param floats numbers, norms, biases, and matrices in single precision
 * @param cache keys and values, as {@link KvCopy} has them
 */
record LayerArrays(ByteArray bytes, FloatArray floats, FloatArray cache) {

  /** Arrays in whose place the layers' arrays are put by turns. */
  static LayerArrays placeholders() {
    return new LayerArrays(new ByteArray(1), new FloatArray(1), new FloatArray(1));
  }

  /** What they take on a device, in bytes. */
  static long placeholderBytes() {
    return 2 * Arrays32.bytes(1) + Arrays32.header() + 1;
  }

  /** The same weights with other keys and values. */
  LayerArrays with(FloatArray newCache) {
    return new LayerArrays(bytes, floats, newCache);
  }

  List<TornadoNativeArray> all() {
    return List.of(bytes, floats, cache);
  }
}
