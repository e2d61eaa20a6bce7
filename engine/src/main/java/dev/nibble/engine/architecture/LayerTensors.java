package dev.nibble.engine.architecture;

import dev.nibble.weights.Tensor;

/**
 * The tensors of one block, as {@code [output features][input features]}.
 *
 * @param attentionNorm {@code [width]}
 * @param query {@code [attention width][width]}
 * @param key {@code [kv width][width]}
 * @param value {@code [kv width][width]}
 * @param attentionOutput {@code [width][attention width]}
 * @param feedForwardNorm {@code [width]}
 * @param gate {@code [feed-forward width][width]}
 * @param up {@code [feed-forward width][width]}
 * @param down {@code [width][feed-forward width]}
 */
public record LayerTensors(
    Tensor attentionNorm,
    Tensor query,
    Tensor key,
    Tensor value,
    Tensor attentionOutput,
    Tensor feedForwardNorm,
    Tensor gate,
    Tensor up,
    Tensor down) {}
