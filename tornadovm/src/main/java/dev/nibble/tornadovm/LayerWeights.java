package dev.nibble.tornadovm;

import dev.nibble.engine.architecture.AttentionTensors;
import dev.nibble.engine.architecture.FeedForwardTensors.Network;
import dev.nibble.engine.architecture.LayerTensors;
import dev.nibble.engine.architecture.Norm;
import java.util.Optional;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * A layer's weights in arrays of TornadoVM.
 *
 * @param attentionNorm in front of attention
 * @param query to the queries
 * @param key to the keys
 * @param value to the values
 * @param queryNorm over each head, or over all
 * @param keyNorm likewise
 * @param output back to the residual stream
 * @param feedForwardNorm in front of the network
 * @param gate to what is bent
 * @param up to what it is multiplied with
 * @param down back to the residual stream
 */
record LayerWeights(
    FloatArray attentionNorm,
    Product query,
    Product key,
    Product value,
    Optional<FloatArray> queryNorm,
    Optional<FloatArray> keyNorm,
    Product output,
    FloatArray feedForwardNorm,
    Product gate,
    Product up,
    Product down) {

  /** Copies the weights of a layer of which {@link LayerSupport} misses nothing. */
  static LayerWeights copy(LayerTensors tensors) {
    AttentionTensors attention = tensors.attention();
    Network network = (Network) tensors.feedForward();
    return new LayerWeights(
        floats(attention.norm().orElseThrow()),
        new Product(attention.query(), Sums.STORE),
        new Product(attention.key(), Sums.STORE),
        new Product(attention.value(), Sums.STORE),
        attention.queryNorm().map(LayerWeights::floats),
        attention.keyNorm().map(LayerWeights::floats),
        new Product(attention.output(), Sums.ADD),
        floats(tensors.feedForwardNorm().orElseThrow()),
        new Product(network.gate().orElseThrow(), Sums.STORE),
        new Product(network.up(), Sums.GATE),
        new Product(network.down(), Sums.ADD));
  }

  private static FloatArray floats(Norm norm) {
    return Arrays32.of(Product.floats(norm.weight()));
  }
}
