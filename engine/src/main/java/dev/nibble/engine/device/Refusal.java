package dev.nibble.engine.device;

import dev.nibble.engine.measure.ByteSize;
import java.time.Duration;
import java.util.Locale;

/** Why a device did not do something. */
public sealed interface Refusal {

  /** The name of the kind in events and meters, such as {@code exhausted}. */
  String kind();

  /** What happened, for a person. */
  String text();

  /** Whether the device can be asked for other things. */
  default boolean leavesDeviceUsable() {
    return false;
  }

  /**
   * It has no such operation.
   *
   * @param reason what is missing
   */
  record Unsupported(String reason) implements Refusal {
    @Override
    public String kind() {
      return "unsupported";
    }

    @Override
    public String text() {
      return "not supported by the device: " + reason;
    }

    @Override
    public boolean leavesDeviceUsable() {
      return true;
    }
  }

  /**
   * Its memory does not suffice.
   *
   * @param requiredBytes what the operation needs on top of what is in use
   * @param availableBytes what is left
   */
  record Exhausted(long requiredBytes, long availableBytes) implements Refusal {
    @Override
    public String kind() {
      return "exhausted";
    }

    @Override
    public String text() {
      return "out of device memory: %s more needed, %s left"
          .formatted(ByteSize.format(requiredBytes), ByteSize.format(availableBytes));
    }

    @Override
    public boolean leavesDeviceUsable() {
      return true;
    }
  }

  /**
   * Compiling or running it failed.
   *
   * @param cause what the driver said
   */
  record Failed(Throwable cause) implements Refusal {
    @Override
    public String kind() {
      return "failed";
    }

    @Override
    public String text() {
      return "the device failed: " + cause;
    }
  }

  /**
   * It did not answer in time. This is what {@link Offload} makes of it: devices do not return it.
   *
   * @param deadline how long it was waited for
   */
  record Lost(Duration deadline) implements Refusal {
    @Override
    public String kind() {
      return "lost";
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT, "the device did not answer within %.1f s", deadline.toMillis() / 1e3);
    }
  }

  /**
   * It answered with wrong numbers. This is what {@link Offload} makes of it: devices do not return
   * it.
   *
   * @param what what was computed
   * @param deviation the largest difference to the CPU, relative to the largest number; NaN where
   *     the device's is none
   * @param bound what it may be
   */
  record Wrong(String what, double deviation, double bound) implements Refusal {
    @Override
    public String kind() {
      return "wrong";
    }

    @Override
    public String text() {
      return Double.isNaN(deviation)
          ? "the device answered with wrong numbers: %s is not finite".formatted(what)
          : String.format(
              Locale.ROOT,
              "the device answered with wrong numbers: %s is off by %.2g, expected %.2g at most",
              what,
              deviation,
              bound);
    }
  }
}
