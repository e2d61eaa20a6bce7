package dev.nibble.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Two loops that do one thing each, as fast as a tier can: no kernel of that tier can multiply
 * faster, or read faster. Safe for use by several threads.
 */
public interface CeilingLoops {
  /** What a call of {@link #read} reads at least a multiple of, in bytes. */
  int READ_BYTES = 512;

  /** What they are called, such as {@code scalar} or {@code vector-512}. */
  String id();

  /** Multiply-adds in one round of {@link #multiplyAdd}. */
  int multiplyAddsPerRound();

  /**
   * Replaces float32 accumulators {@code a}, 0 at first, by {@code a * x + x}, again and again.
   *
   * @param x the factor; with 0.5 no accumulator ever leaves (0, 1)
   * @param rounds how often
   * @return the sum of all {@link #multiplyAddsPerRound} accumulators
   */
  float multiplyAdd(float x, int rounds);

  /**
   * Reads memory, every byte once and in order.
   *
   * @param memory off-heap
   * @param from the first byte
   * @param to the byte past the last, a multiple of {@link #READ_BYTES} further
   * @return the sum of its 64-bit integers in little endian, modulo 2^64
   */
  long read(MemorySegment memory, long from, long to);
}
