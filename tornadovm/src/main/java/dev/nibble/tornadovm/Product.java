package dev.nibble.tornadovm;

import dev.nibble.engine.architecture.Linear;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.format.BlockFormat;
import java.util.Optional;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** A product of a matrix and activations, and what becomes of it. */
final class Product {
  private final Weights weights;
  private final IntArray shape;
  private final FloatArray bias;
  private final int rows;

  /**
   * Copies the weights.
   *
   * @param linear the weights
   * @param ending what becomes of the sums, such as {@link Sums#ADD}
   */
  Product(Linear linear, int ending) {
    Tensor matrix = linear.weight();
    weights = new Weights(matrix);
    rows = Math.toIntExact(matrix.rows());
    bias = Arrays32.of(linear.bias().map(Product::floats).orElse(new float[0]));
    shape = new IntArray(Sums.SHAPE);
    shape.set(Sums.ROWS, rows);
    shape.set(Sums.COLUMNS, Math.toIntExact(matrix.columns()));
    shape.set(Sums.BIASED, linear.bias().isPresent() ? 1 : 0);
    shape.set(Sums.ENDING, ending);
  }

  /** A product without a bias. */
  static Linear plain(Tensor matrix) {
    return new Linear(matrix, Optional.empty());
  }

  /** A small tensor's elements. */
  static float[] floats(Tensor tensor) {
    return BlockFormat.of(tensor.type()).orElseThrow().dequantize(tensor);
  }

  /** What a product's arrays take on a device, in bytes. */
  static long bytes(Linear linear) {
    long biases = linear.bias().map(Tensor::elements).orElse(1L);
    return Weights.bytes(linear.weight()) + Arrays32.bytes(biases) + Arrays32.bytes(Sums.SHAPE);
  }

  /** Adds the product to a graph. */
  void addTo(Launches launches, String task, IntArray pass, FloatArray x, FloatArray y) {
    launches.keep(weights.array(), shape, bias);
    launches.bring(launches.context(), shape, pass, weights.array(), bias, x, y);
    weights.multiply(launches, task, shape, pass, bias, x, y);
    launches.groups(task, tokens -> rows * Sums.tiles(tokens));
  }
}
