package dev.nibble.engine.device;

/**
 * A device that was found.
 *
 * @param accelerator the {@linkplain Accelerator#id() accelerator} that found it
 * @param index its number there, from 0
 * @param name what its maker calls it
 * @param backend what it is reached through, with version: {@code OpenCL 3.0, PoCL 3.1}
 * @param memoryBytes the memory that it has
 * @param standsIn whether it is the CPU that plays the device
 */
public record DeviceInfo(
    String accelerator,
    int index,
    String name,
    String backend,
    long memoryBytes,
    boolean standsIn) {

  /** The accelerator and the number, such as {@code host:0}. */
  public String id() {
    return accelerator + ":" + index;
  }
}
