package dev.nibble.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;

/** Words from a file or another program, which sees no prompt. */
final class LineInput implements ChatInput {
  private final BufferedReader reader;

  LineInput(BufferedReader reader) {
    this.reader = reader;
  }

  @Override
  public Optional<String> line(boolean more) throws IOException {
    return Optional.ofNullable(reader.readLine());
  }

  /** Ctrl-C ends the process, as it does everywhere. */
  @Override
  public void onInterrupt(Runnable action) {}

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
