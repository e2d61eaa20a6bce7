package dev.nibble.engine.predict.evidence;

/**
 * Whole pages of this process's address space.
 *
 * @param address the first byte
 * @param bytes how many, a multiple of a page
 */
record PageRange(long address, long bytes) {}
