package dev.nibble.engine;

/**
 * A weight matrix as kernels have it.
 *
 * @param name the name of its tensor, such as {@code blk.0.attn_q.weight}; matrices that are parts
 *     of one tensor share it, and a tied output matrix has that of the embedding
 * @param rows output features
 * @param columns input features
 * @param bytes what is read where it is multiplied once
 */
public record WeightMatrix(String name, int rows, int columns, long bytes) {}
