package dev.nibble.engine.device;

/**
 * What a device is opened for.
 *
 * @param info which one
 * @param memoryBytes what it may use
 * @param threads how many threads the engine computes with, for a device that the CPU plays
 * @param vectorized whether the engine's kernels use vectors, likewise
 */
public record DeviceRequest(DeviceInfo info, long memoryBytes, int threads, boolean vectorized) {}
