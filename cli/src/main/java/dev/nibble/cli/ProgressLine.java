package dev.nibble.cli;

import java.io.PrintWriter;

/** One line of a terminal that is written again and again, and is gone in the end. */
final class ProgressLine implements AutoCloseable {
  private final PrintWriter terminal;
  private int width;
  private boolean closed;

  ProgressLine(PrintWriter terminal) {
    this.terminal = terminal;
  }

  /** Shows a text in place of the last one; nothing once it is closed. */
  synchronized void show(String text) {
    if (!closed) {
      terminal.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
      terminal.flush();
      width = text.length();
    }
  }

  /** Leaves an empty line with the cursor at its beginning. */
  @Override
  public synchronized void close() {
    if (width > 0) {
      show("");
      terminal.print("\r");
      terminal.flush();
    }
    closed = true;
  }
}
