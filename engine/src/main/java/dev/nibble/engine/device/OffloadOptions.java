package dev.nibble.engine.device;

import java.time.Duration;

/**
 * Which layers go to a device.
 *
 * @param choice whether any do
 * @param layers how many at most, counted from the last one, and one more for the output
 *     projection; {@link #ALL} for as many as fit
 * @param memoryBytes what the device may use; 0 for what it has
 * @param device its number among those that are found, from 0
 * @param returns whether layers that left for want of memory come back when there is enough
 * @param check how often the device's answers are checked
 * @param deadline how long one operation of the device may take
 */
public record OffloadOptions(
    GpuChoice choice,
    int layers,
    long memoryBytes,
    int device,
    boolean returns,
    SelfCheck check,
    Duration deadline) {
  /** As many layers as fit. */
  public static final int ALL = Integer.MAX_VALUE;

  /** How long an operation may take by default: compiling a kernel for the first time is one. */
  public static final Duration DEADLINE = Duration.ofSeconds(30);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is negative or the deadline no time at all
   */
  public OffloadOptions {
    if (layers < 0 || memoryBytes < 0 || device < 0) {
      throw new IllegalArgumentException(
          "%d layers and %d bytes on device %d, expected 0 or more"
              .formatted(layers, memoryBytes, device));
    }
    if (!deadline.isPositive()) {
      throw new IllegalArgumentException("a deadline of %s, expected more".formatted(deadline));
    }
  }

  /**
   * What a device may use.
   *
   * @param device which one
   * @return bytes, no more than it has
   */
  long memoryBytes(DeviceInfo device) {
    return memoryBytes == 0 ? device.memoryBytes() : Math.min(device.memoryBytes(), memoryBytes);
  }

  /** A device where there is one, as many layers as fit. */
  public static OffloadOptions defaults() {
    return of(GpuChoice.AUTO);
  }

  /**
   * As many layers as fit.
   *
   * @param choice whether any layers go to a device
   * @return the options
   */
  public static OffloadOptions of(GpuChoice choice) {
    return new OffloadOptions(choice, ALL, 0, 0, false, SelfCheck.STEP, DEADLINE);
  }

  /**
   * The same with another choice.
   *
   * @param whether whether any layers go to a device
   * @return the options
   */
  public OffloadOptions withChoice(GpuChoice whether) {
    return new OffloadOptions(whether, layers, memoryBytes, device, returns, check, deadline);
  }

  /**
   * The same with another number of layers.
   *
   * @param count how many at most
   * @return the options
   */
  public OffloadOptions withLayers(int count) {
    return new OffloadOptions(choice, count, memoryBytes, device, returns, check, deadline);
  }

  /**
   * The same with another limit.
   *
   * @param bytes what the device may use; 0 for what it has
   * @return the options
   */
  public OffloadOptions withMemory(long bytes) {
    return new OffloadOptions(choice, layers, bytes, device, returns, check, deadline);
  }

  /**
   * The same on another device.
   *
   * @param number its number, from 0
   * @return the options
   */
  public OffloadOptions withDevice(int number) {
    return new OffloadOptions(choice, layers, memoryBytes, number, returns, check, deadline);
  }

  /**
   * The same with layers that come back or stay away.
   *
   * @param come whether they come back
   * @return the options
   */
  public OffloadOptions withReturns(boolean come) {
    return new OffloadOptions(choice, layers, memoryBytes, device, come, check, deadline);
  }

  /**
   * The same with other checks.
   *
   * @param often how often
   * @return the options
   */
  public OffloadOptions withCheck(SelfCheck often) {
    return new OffloadOptions(choice, layers, memoryBytes, device, returns, often, deadline);
  }

  /**
   * The same with another deadline.
   *
   * @param time how long an operation may take
   * @return the options
   */
  public OffloadOptions withDeadline(Duration time) {
    return new OffloadOptions(choice, layers, memoryBytes, device, returns, check, time);
  }
}
