package dev.nibble.engine.architecture.gguf;

/**
 * The sizes that every architecture declares in the same way.
 *
 * @param width channels of the residual stream
 * @param layers blocks
 * @param heads query heads
 * @param kvHeads key/value heads
 * @param headSize channels of a head
 */
record Dimensions(int width, int layers, int heads, int kvHeads, int headSize) {}
