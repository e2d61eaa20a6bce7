package dev.nibble.tornadovm;

import dev.nibble.engine.architecture.AttentionShape;
import java.util.List;
import java.util.Optional;

/**
 * What a layer computes, and where in its {@link LayerArrays} the weights for it are. Layers of
 * equal layout share kernels.
 *
 * @param attention the sizes of attention
 * @param projections to queries, keys and values
 * @param heads what follows them where heads are normed before they turn
 * @param output back to the residual stream
 * @param network to what the network has inside
 * @param down back to the residual stream
 */
record LayerLayout(
    AttentionShape attention,
    List<Product> projections,
    Optional<HeadNorms> heads,
    Product output,
    List<Product> network,
    Product down) {

  /** Numbers of all products, norms and attention that kernels read, in arrays of their own. */
  long numberBytes() {
    int products = projections.size() + network.size() + 2;
    return products * Arrays32.bytes(Product.NUMBERS)
        + Arrays32.bytes(Attention.NUMBERS)
        + heads
            .map(_ -> Arrays32.bytes(HeadNorms.NUMBERS) + Arrays32.bytes(Product.NUMBERS))
            .orElse(0L);
  }
}
