package dev.nibble.tornadovm;

import dev.nibble.engine.architecture.Activation;
import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.architecture.AttentionTensors;
import dev.nibble.engine.architecture.FeedForwardTensors;
import dev.nibble.engine.architecture.FeedForwardTensors.Network;
import dev.nibble.engine.architecture.LayerConfig;
import dev.nibble.engine.architecture.LayerTensors;
import dev.nibble.engine.architecture.Linear;
import dev.nibble.engine.architecture.Normalization;
import dev.nibble.engine.cache.KvType;
import dev.nibble.engine.device.LayerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which layers there are kernels for. */
final class LayerSupport {
  private LayerSupport() {}

  /** What a layer has that kernels lack, if anything. */
  static Optional<String> missing(LayerSpec spec) {
    LayerConfig config = spec.config();
    LayerTensors tensors = spec.tensors();
    AttentionShape shape = config.attention();
    if (spec.kvType() == KvType.Q8_0) {
      return Optional.of("keys and values in q8_0; --kv-type f16 and f32 are supported");
    }
    if (spec.model().normalization().kind() != Normalization.Kind.ROOT_MEAN_SQUARE) {
      return Optional.of("layer norms");
    }
    if (spec.model().residualScale() != 1) {
      return Optional.of("a scaled residual stream");
    }
    if (config.queryTemperature().isPresent()) {
      return Optional.of("queries that grow with the position");
    }
    if (shape.softCap() > 0) {
      return Optional.of("capped scores of attention");
    }
    if (shape.headSize() > Attention.HEAD_SIZE || shape.headSize() % 2 != 0) {
      return Optional.of(
          "heads of %d channels, expected an even number up to %d"
              .formatted(shape.headSize(), Attention.HEAD_SIZE));
    }
    if (!(tensors.feedForward() instanceof Network network)) {
      return Optional.of("mixtures of experts");
    }
    if (network.gate().isEmpty() || config.feedForward().activation() != Activation.SILU) {
      return Optional.of("feed-forward networks other than gated SiLU");
    }
    if (!normed(tensors)) {
      return Optional.of("norms in other places than in front of the blocks");
    }
    return linears(tensors).stream()
        .map(linear -> TornadoMatrix.unsupported(linear.weight()))
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> tooLarge(tensors));
  }

  /** Matrices in single precision become no larger, and all others share an array. */
  private static Optional<String> tooLarge(LayerTensors tensors) {
    long bytes = tensors.bytes();
    return bytes < Integer.MAX_VALUE - (1 << 20)
        ? Optional.empty()
        : Optional.of("layers of %,d bytes, expected less than 2 GiB".formatted(bytes));
  }

  private static boolean normed(LayerTensors tensors) {
    AttentionTensors attention = tensors.attention();
    return attention.norm().isPresent()
        && tensors.feedForwardNorm().isPresent()
        && attention.postNorm().isEmpty()
        && tensors.feedForwardPostNorm().isEmpty();
  }

  /** The matrices. */
  static List<Linear> linears(LayerTensors tensors) {
    AttentionTensors attention = tensors.attention();
    List<Linear> all =
        new ArrayList<>(
            List.of(attention.query(), attention.key(), attention.value(), attention.output()));
    if (tensors.feedForward() instanceof FeedForwardTensors.Network network) {
      network.gate().ifPresent(all::add);
      all.add(network.up());
      all.add(network.down());
    }
    return all;
  }
}
