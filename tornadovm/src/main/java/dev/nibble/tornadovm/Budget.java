package dev.nibble.tornadovm;

import dev.nibble.engine.device.Refusal;
import java.util.Optional;

/** A number of bytes, and who uses them: no more than there are are ever taken. */
final class Budget {
  private final long bytes;
  private long used;
  private long spare;

  Budget(long bytes) {
    this.bytes = bytes;
  }

  long bytes() {
    return bytes;
  }

  long used() {
    return used;
  }

  long left() {
    return bytes - used;
  }

  /**
   * Takes some.
   *
   * @param count how many bytes
   * @return empty where they are taken, else why they are not
   */
  Optional<Refusal> take(long count) {
    if (count > left()) {
      return Optional.of(new Refusal.Exhausted(count, left()));
    }
    used += count;
    return Optional.empty();
  }

  void giveBack(long count) {
    used -= count;
  }

  /** Notes memory that is held without being used, so that arrays need not grow each time. */
  void addSpare(long count) {
    spare += count;
  }

  /** What neither is used nor held; below 0 where what is held must be freed. */
  long free() {
    return left() - spare;
  }
}
