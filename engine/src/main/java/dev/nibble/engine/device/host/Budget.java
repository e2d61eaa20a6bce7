package dev.nibble.engine.device.host;

import dev.nibble.engine.device.Refusal;
import java.util.Optional;

/** What a device may use, and what of it is in use, in bytes. */
final class Budget {
  private final long bytes;
  private long used;

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
}
