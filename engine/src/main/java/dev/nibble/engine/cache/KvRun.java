package dev.nibble.engine.cache;

import java.lang.foreign.MemorySegment;

/**
 * Neighbouring positions of one layer.
 *
 * @param keys float32 {@code [positions][kv width]}, native order, off heap
 * @param values float32 {@code [positions][kv width]}, native order, off heap
 * @param positions how many positions there is room for in the run
 */
public record KvRun(MemorySegment keys, MemorySegment values, int positions) {}
