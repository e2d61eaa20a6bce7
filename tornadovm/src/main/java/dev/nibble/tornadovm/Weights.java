package dev.nibble.tornadovm;

import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.util.Optional;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** A matrix as it lies in the file, in an array of TornadoVM. */
final class Weights {
  private final TensorType type;
  private final TornadoNativeArray array;

  /** Copies a matrix that is not {@linkplain #unsupported unsupported}. */
  Weights(Tensor tensor) {
    type = tensor.type();
    array =
        type == TensorType.F32
            ? FloatArray.fromSegment(tensor.data())
            : ByteArray.fromSegment(tensor.data());
  }

  /** What a matrix takes on a device, in bytes. */
  static long bytes(Tensor tensor) {
    return TornadoNativeArray.ARRAY_HEADER + tensor.bytes();
  }

  /** Why there is no product with a matrix, if that is so. */
  static Optional<String> unsupported(Tensor tensor) {
    if (bytes(tensor) > Integer.MAX_VALUE) {
      return Optional.of(
          "tensor %s takes %,d bytes, expected less than 2 GiB"
              .formatted(tensor.name(), tensor.bytes()));
    }
    return switch (tensor.type()) {
      case F32, F16, Q8_0, Q4_0, Q4_K, Q6_K -> Optional.empty();
      default ->
          Optional.of(
              "there is no kernel for tensor %s of type %s"
                  .formatted(tensor.name(), tensor.type()));
    };
  }

  TornadoNativeArray array() {
    return array;
  }

  /** Adds a product to a graph. */
  void multiply(
      Launches launches,
      String task,
      IntArray shape,
      IntArray pass,
      FloatArray bias,
      FloatArray x,
      FloatArray y) {
    KernelContext context = launches.context();
    TaskGraph graph = launches.graph();
    switch (type) {
      case F32 ->
          graph.task(
              task, F32Product::multiply, context, shape, pass, (FloatArray) array, bias, x, y);
      case F16 ->
          graph.task(
              task, F16Product::multiply, context, shape, pass, (ByteArray) array, bias, x, y);
      case Q8_0 ->
          graph.task(
              task, Q80Product::multiply, context, shape, pass, (ByteArray) array, bias, x, y);
      case Q4_0 ->
          graph.task(
              task, Q40Product::multiply, context, shape, pass, (ByteArray) array, bias, x, y);
      case Q4_K ->
          graph.task(
              task, Q4kProduct::multiply, context, shape, pass, (ByteArray) array, bias, x, y);
      case Q6_K ->
          graph.task(
              task, Q6kProduct::multiply, context, shape, pass, (ByteArray) array, bias, x, y);
      default -> throw new IllegalStateException("no kernel for " + type);
    }
  }
}
