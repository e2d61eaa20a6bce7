package dev.nibble.cli.live;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps the log from saying what is shown anyway, or what was said before. */
public final class QuietLog implements AutoCloseable {
  /** What devices log. */
  public static final String DEVICE = "dev.nibble.device";

  /** What an engine logs. */
  public static final String ENGINE = "dev.nibble.engine";

  /** Held, because nobody else may hold it. */
  private final Logger logger;

  private final Level before;

  /**
   * Silences a logger until this is closed.
   *
   * @param name the logger's
   */
  public QuietLog(String name) {
    logger = Logger.getLogger(name);
    before = logger.getLevel();
    logger.setLevel(Level.OFF);
  }

  /** Lets it speak as before. */
  @Override
  public void close() {
    logger.setLevel(before);
  }
}
