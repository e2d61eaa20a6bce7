package dev.nibble.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps the log from saying what a command says itself of a device, until it is closed. */
final class QuietDevice implements AutoCloseable {
  private final Logger logger = Logger.getLogger("dev.nibble.device");
  private final Level before = logger.getLevel();

  QuietDevice() {
    logger.setLevel(Level.OFF);
  }

  @Override
  public void close() {
    logger.setLevel(before);
  }
}
