package dev.nibble.tornadovm;

import dev.nibble.engine.cache.KvType;
import dev.nibble.engine.device.Accelerator;
import dev.nibble.engine.device.AcceleratorContract;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Devices of TornadoVM compute what the CPU computes, but for the order of sums. */
final class TornadoAcceleratorTest extends AcceleratorContract {
  private static final Set<TensorType> PRODUCTS =
      EnumSet.of(
          TensorType.F32,
          TensorType.F16,
          TensorType.Q8_0,
          TensorType.Q4_0,
          TensorType.Q4_K,
          TensorType.Q6_K);

  private static final Map<String, String> MISSING =
      Map.of(
          "a window of 13 and capped scores",
          "capped scores of attention",
          "queries that grow, a scaled residual",
          "a scaled residual stream",
          "layer norms and biases everywhere",
          "layer norms",
          "norms over each head and behind the blocks",
          "norms in other places than in front of the blocks",
          "norms over all heads and none in front",
          "norms in other places than in front of the blocks",
          "a network without gate",
          "feed-forward networks other than gated SiLU",
          "a mixture of experts",
          "mixtures of experts",
          "a mixture with a shared expert behind a gate",
          "mixtures of experts",
          "other blocks of 32 weights",
          "there is no kernel for tensor random.Q5_1 of type Q5_1");

  @Override
  protected Accelerator accelerator() {
    return new TornadoAccelerator();
  }

  @Override
  protected double layerTolerance() {
    return 2e-3;
  }

  @Override
  protected double productTolerance() {
    return 1e-6;
  }

  @Override
  protected Optional<String> lacks(Tensor matrix) {
    return PRODUCTS.contains(matrix.type())
        ? Optional.empty()
        : Optional.of(
            "there is no kernel for tensor %s of type %s".formatted(matrix.name(), matrix.type()));
  }

  @Override
  protected Optional<String> lacks(String variant) {
    return Optional.ofNullable(MISSING.get(variant));
  }

  @Override
  protected Optional<String> lacks(KvType kvType) {
    return kvType == KvType.Q8_0
        ? Optional.of("keys and values in q8_0; --kv-type f16 and f32 are supported")
        : Optional.empty();
  }
}
