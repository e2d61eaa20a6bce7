package dev.nibble.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Passes bytes on and remembers why that failed: a PrintWriter swallows the reason. */
final class WatchedOutput extends OutputStream {
  private final OutputStream target;
  private IOException failure;

  WatchedOutput(OutputStream target) {
    this.target = target;
  }

  /** What hindered the first write that failed, if one did. */
  Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      target.write(bytes, offset, length);
    } catch (IOException e) {
      throw remember(e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      target.flush();
    } catch (IOException e) {
      throw remember(e);
    }
  }

  private IOException remember(IOException e) {
    if (failure == null) {
      failure = e;
    }
    return e;
  }
}
