package dev.nibble.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps the warnings about devices, which nobody else sees meanwhile. */
final class PlacementLog extends Handler implements AutoCloseable {
  private final Logger logger = Logger.getLogger("dev.nibble.device");
  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

  @SuppressWarnings("this-escape") // all fields are set
  PlacementLog() {
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  /** The warnings since the last call. */
  List<String> take() {
    List<String> taken = List.copyOf(warnings);
    warnings.clear();
    return taken;
  }

  @Override
  public void publish(LogRecord entry) {
    if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
      warnings.add(java.text.MessageFormat.format(entry.getMessage(), entry.getParameters()));
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
