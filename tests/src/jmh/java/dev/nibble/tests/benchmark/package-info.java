/**
 * JMH benchmarks of the kernels, one operation each, of a model's forward pass, and of what a
 * constraint costs a text.
 *
 * <p>Beside calls a second, a benchmark counts what a call gets done: multiply-adds ({@link
 * dev.nibble.tests.benchmark.Macs}), bytes that must come from memory ({@link
 * dev.nibble.tests.benchmark.Bytes}), activations ({@link dev.nibble.tests.benchmark.Elements}).
 * JMH divides these counters by the time of the iteration and prints {@code ops/s} behind them:
 * read {@code gigaMacs 58.1 ops/s} as 58.1 GMAC/s.
 *
 * <p>{@code gc.alloc.rate.norm} is what a call allocates. JMH itself allocates some seven kilobytes
 * an iteration, which show where an iteration has few calls: longer ones ({@code -r 10}) tell them
 * from those of the kernels.
 */
package dev.nibble.tests.benchmark;
