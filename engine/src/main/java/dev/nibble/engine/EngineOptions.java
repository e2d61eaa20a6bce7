package dev.nibble.engine;

import dev.nibble.engine.measure.Processor;

/**
 * How a model is run.
 *
 * @param kernels which kernels
 * @param threads how many threads work on an operation; 0 for one a physical core
 * @param contextLength positions that a sequence may have; 0 for as many as the model was trained
 *     for
 */
public record EngineOptions(KernelChoice kernels, int threads, int contextLength) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is negative
   */
  public EngineOptions {
    if (threads < 0 || contextLength < 0) {
      throw new IllegalArgumentException(
          "%d threads and a context of %d, expected 0 or more".formatted(threads, contextLength));
    }
  }

  /** Best kernels, all cores, the model's whole context. */
  public static EngineOptions defaults() {
    return new EngineOptions(KernelChoice.AUTO, 0, 0);
  }

  /**
   * The same with other kernels.
   *
   * @param choice which
   * @return the options
   */
  public EngineOptions withKernels(KernelChoice choice) {
    return new EngineOptions(choice, threads, contextLength);
  }

  /**
   * The same with another number of threads.
   *
   * @param count how many; 0 for one a physical core
   * @return the options
   */
  public EngineOptions withThreads(int count) {
    return new EngineOptions(kernels, count, contextLength);
  }

  /**
   * The same with another context.
   *
   * @param positions how many; 0 for as many as the model was trained for
   * @return the options
   */
  public EngineOptions withContextLength(int positions) {
    return new EngineOptions(kernels, threads, positions);
  }

  int effectiveThreads() {
    return threads == 0 ? Processor.usableCores() : threads;
  }
}
