package dev.nibble.engine.predict.evidence;

/**
 * What kernels did, as they counted it themselves.
 *
 * @param promptTokens tokens of a prompt that was run with the logits of its last token alone
 * @param promptProducts multiply-adds of its matrix products
 * @param promptAttention multiply-adds of its attention: scores and weighted values
 * @param tokenPosition where one more token stood
 * @param tokenProducts multiply-adds of its matrix products, those of its logits included
 * @param tokenAttention multiply-adds of its attention
 * @param tokenWeightBytes bytes of the weights that it was multiplied with
 * @param tokenKvBytes bytes of the keys and values that it saw
 * @param promptSeconds time of the prompt, without counting
 */
public record CountedWork(
    int promptTokens,
    long promptProducts,
    long promptAttention,
    int tokenPosition,
    long tokenProducts,
    long tokenAttention,
    long tokenWeightBytes,
    long tokenKvBytes,
    double promptSeconds) {}
