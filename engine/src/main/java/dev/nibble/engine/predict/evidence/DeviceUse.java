package dev.nibble.engine.predict.evidence;

/**
 * A device that holds all layers of a model, and what of its memory is taken. Sizes in bytes.
 *
 * @param device what it is called, such as {@code host:0}
 * @param sequences B, sequences whose tokens went through it
 * @param textBytes T, UTF-8 bytes of each sequence's text
 * @param positions tokens of each
 * @param blockPositions positions of a block
 * @param spareBlocks blocks that no sequence has: those of the self-test
 * @param elementBytes b_a, bytes of a key or value
 * @param weightBytes weights of the layers and of the output projection
 * @param scratchBytes working memory
 * @param usedBytes what the device accounts for in the end
 */
public record DeviceUse(
    String device,
    int sequences,
    long textBytes,
    int positions,
    int blockPositions,
    int spareBlocks,
    double elementBytes,
    long weightBytes,
    long scratchBytes,
    long usedBytes) {}
