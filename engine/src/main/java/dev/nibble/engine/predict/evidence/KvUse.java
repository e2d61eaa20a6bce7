package dev.nibble.engine.predict.evidence;

/**
 * Blocks of keys and values that sequences hold.
 *
 * @param sequences B, how many sequences
 * @param positions S, tokens that each of them has
 * @param blockPositions positions of a block
 * @param elementBytes b_a, bytes of a key or value
 * @param blocks blocks in use
 * @param bytes what these take
 * @param ungroupedBytes what a pool of the same kind takes where each query head has keys and
 *     values of its own (multi-head attention)
 */
public record KvUse(
    int sequences,
    int positions,
    int blockPositions,
    double elementBytes,
    int blocks,
    long bytes,
    long ungroupedBytes) {}
