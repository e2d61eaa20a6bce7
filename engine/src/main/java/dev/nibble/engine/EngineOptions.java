package dev.nibble.engine;

import dev.nibble.engine.cache.KvType;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.measure.MachineMemory;
import dev.nibble.engine.measure.Processor;

/**
 * How a model is run.
 *
 * @param kernels which kernels
 * @param activations what activations are in products with weights in fewer bits
 * @param threads how many threads work on an operation; 0 for one a physical core
 * @param contextLength positions that a sequence may have; 0 for as many as the model was trained
 *     for
 * @param kvType what keys and values are stored as
 * @param kvMemoryBytes what the keys and values of all sequences may take; 0 for a quarter of the
 *     machine's memory
 * @param offload which layers go to a device
 */
public record EngineOptions(
    KernelChoice kernels,
    ActivationChoice activations,
    int threads,
    int contextLength,
    KvType kvType,
    long kvMemoryBytes,
    OffloadOptions offload) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is negative
   */
  public EngineOptions {
    if (threads < 0 || contextLength < 0 || kvMemoryBytes < 0) {
      throw new IllegalArgumentException(
          "%d threads, a context of %d and %d bytes of keys and values, expected 0 or more"
              .formatted(threads, contextLength, kvMemoryBytes));
    }
  }

  /** Best kernels, all cores, the model's whole context, a device where there is one. */
  public static EngineOptions defaults() {
    return new EngineOptions(
        KernelChoice.AUTO, ActivationChoice.INT8, 0, 0, KvType.F32, 0, OffloadOptions.defaults());
  }

  /**
   * The same with other kernels.
   *
   * @param choice which
   * @return the options
   */
  public EngineOptions withKernels(KernelChoice choice) {
    return new EngineOptions(
        choice, activations, threads, contextLength, kvType, kvMemoryBytes, offload);
  }

  /**
   * The same with other activations.
   *
   * @param choice which
   * @return the options
   */
  public EngineOptions withActivations(ActivationChoice choice) {
    return new EngineOptions(
        kernels, choice, threads, contextLength, kvType, kvMemoryBytes, offload);
  }

  /**
   * The same with another number of threads.
   *
   * @param count how many; 0 for one a physical core
   * @return the options
   */
  public EngineOptions withThreads(int count) {
    return new EngineOptions(
        kernels, activations, count, contextLength, kvType, kvMemoryBytes, offload);
  }

  /**
   * The same with another context.
   *
   * @param positions how many; 0 for as many as the model was trained for
   * @return the options
   */
  public EngineOptions withContextLength(int positions) {
    return new EngineOptions(
        kernels, activations, threads, positions, kvType, kvMemoryBytes, offload);
  }

  /**
   * The same with other keys and values.
   *
   * @param type what they are stored as
   * @return the options
   */
  public EngineOptions withKvType(KvType type) {
    return new EngineOptions(
        kernels, activations, threads, contextLength, type, kvMemoryBytes, offload);
  }

  /**
   * The same with another limit on keys and values.
   *
   * @param bytes what those of all sequences may take; 0 for a quarter of the machine's memory
   * @return the options
   */
  public EngineOptions withKvMemoryBytes(long bytes) {
    return new EngineOptions(kernels, activations, threads, contextLength, kvType, bytes, offload);
  }

  /**
   * The same with other layers on a device.
   *
   * @param options which
   * @return the options
   */
  public EngineOptions withOffload(OffloadOptions options) {
    return new EngineOptions(
        kernels, activations, threads, contextLength, kvType, kvMemoryBytes, options);
  }

  /** Whether activations may be made eight bits. */
  boolean quantizing() {
    return activations == ActivationChoice.INT8;
  }

  long effectiveKvMemory() {
    long physical = MachineMemory.physicalBytes().orElse(Runtime.getRuntime().maxMemory());
    return kvMemoryBytes == 0 ? physical / 4 : kvMemoryBytes;
  }

  int effectiveThreads() {
    return threads == 0 ? Processor.usableCores() : threads;
  }
}
