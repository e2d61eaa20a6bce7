package dev.nibble.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps the log from saying what a command says itself, or what was said before. */
final class QuietLog implements AutoCloseable {
  private final Logger logger;
  private final Level before;

  /**
   * Silences a logger until this is closed.
   *
   * @param name the logger's
   */
  QuietLog(String name) {
    logger = Logger.getLogger(name);
    before = logger.getLevel();
    logger.setLevel(Level.OFF);
  }

  @Override
  public void close() {
    logger.setLevel(before);
  }
}
