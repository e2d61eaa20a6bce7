package dev.nibble.engine.measure;

/**
 * What a batcher does and did.
 *
 * @param running sequences that have memory
 * @param waiting sequences that have none
 * @param unusedPositions positions that have memory and no token yet, of all sequences: at most 15
 *     each
 * @param steps forward passes so far
 * @param computedTokens tokens that went through the model so far, those of preempted sequences
 *     again
 * @param foundTokens tokens whose keys and values were found instead, so far
 * @param preemptions how often a sequence lost its memory to another, so far
 */
public record BatchMeters(
    int running,
    int waiting,
    int unusedPositions,
    long steps,
    long computedTokens,
    long foundTokens,
    long preemptions) {}
