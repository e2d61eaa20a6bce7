package dev.nibble.engine.device;

/**
 * What a device holds at a moment.
 *
 * @param first the first layer; all behind it are there
 * @param output whether the output projection is
 * @param slots slots of keys and values that a layer needs
 * @param position tokens of the longest sequence
 * @param budgetBytes what the device may use, G
 * @param usedBytes what it uses
 */
record Held(int first, boolean output, int slots, int position, long budgetBytes, long usedBytes) {}
