package dev.nibble.engine.device;

/**
 * What has moved.
 *
 * @param from the first layer
 * @param to one past the last
 * @param output whether the output projection has
 */
record Moved(int from, int to, boolean output) {}
