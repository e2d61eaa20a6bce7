package dev.nibble.engine.device;

/** Whether layers go to a device. */
public enum GpuChoice {
  /** Where there is one. */
  AUTO,
  /** They must: without a device a model is not loaded. */
  REQUIRE,
  /** They do not. */
  OFF,
  /** They go to the device that the CPU plays. */
  HOST
}
