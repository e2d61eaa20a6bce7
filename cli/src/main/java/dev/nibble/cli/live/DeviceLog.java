package dev.nibble.cli.live;

import java.util.logging.Level;
import java.util.logging.Logger;

/** The log of the device, which would say in the midst of a text what a view shows anyway. */
final class DeviceLog {
  /** Held, because nobody else may hold it. */
  private final Logger logger = Logger.getLogger("dev.nibble.device");

  private final Level before = logger.getLevel();

  void silence() {
    logger.setLevel(Level.OFF);
  }

  void restore() {
    logger.setLevel(before);
  }
}
