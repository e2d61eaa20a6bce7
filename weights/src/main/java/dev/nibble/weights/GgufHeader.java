package dev.nibble.weights;

import java.util.SequencedMap;

/**
 * A header that passed every check.
 *
 * @param version 2 or 3
 * @param alignment the multiple of bytes at which tensors start
 * @param metadata the key-value section
 * @param tensorTableOffset where the tensor table starts, in bytes
 * @param tensors the tensors by name, in the file's order; unmodifiable
 * @param bytes where the tensor table ends, in bytes
 * @param fileBytes where the last tensor ends, in bytes: what a file has at least
 */
record GgufHeader(
    int version,
    int alignment,
    Metadata metadata,
    long tensorTableOffset,
    SequencedMap<String, Tensor> tensors,
    long bytes,
    long fileBytes) {}
