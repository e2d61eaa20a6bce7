package dev.nibble.cli;

import java.io.IOException;
import java.io.OutputStream;

/** A standard output that takes nothing. */
final class FailingOutput extends OutputStream {
  private final String reason;

  FailingOutput(String reason) {
    this.reason = reason;
  }

  @Override
  public void write(int b) throws IOException {
    throw new IOException(reason);
  }
}
