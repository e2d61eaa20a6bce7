package dev.nibble.engine.architecture;

import dev.nibble.weights.Tensor;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The tensors of an attention block. Queries, keys and values are views of one tensor where the
 * file has them fused.
 *
 * @param norm {@code [width]}, in front of the block, where there is one
 * @param query {@code [attention width][width]}
 * @param key {@code [kv width][width]}
 * @param value {@code [kv width][width]}
 * @param queryNorm over the queries before they turn: {@code [head size]} for each head on its own,
 *     {@code [attention width]} for all heads together
 * @param keyNorm over the keys before they turn, likewise
 * @param output {@code [width][attention width]}
 * @param postNorm {@code [width]}, over what the block adds to the residual stream
 */
public record AttentionTensors(
    Optional<Norm> norm,
    Linear query,
    Linear key,
    Linear value,
    Optional<Norm> queryNorm,
    Optional<Norm> keyNorm,
    Linear output,
    Optional<Norm> postNorm) {

  AttentionTensors map(UnaryOperator<Tensor> change) {
    return new AttentionTensors(
        norm.map(one -> one.map(change)),
        query.map(change),
        key.map(change),
        value.map(change),
        queryNorm.map(one -> one.map(change)),
        keyNorm.map(one -> one.map(change)),
        output.map(change),
        postNorm.map(one -> one.map(change)));
  }
}
