/**
 * Model files, and nothing about models.
 *
 * <p>A {@link dev.nibble.weights.GgufFile} maps one file read-only and checks its whole header
 * before it hands anything out. What it hands out are views: {@link dev.nibble.weights.Metadata}
 * over the key-value section and one {@link dev.nibble.weights.Tensor} for each entry of the tensor
 * table, whose data stays in the mapping. {@link dev.nibble.weights.GgufWriter} goes the other way.
 *
 * <p>Every damaged file ends in a {@link dev.nibble.weights.GgufFormatException} with a byte offset
 * and a reason.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">The GGUF
 *     specification</a>
 */
package dev.nibble.weights;
