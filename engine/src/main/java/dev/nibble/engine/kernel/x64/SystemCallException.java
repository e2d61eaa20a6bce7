package dev.nibble.engine.kernel.x64;

/** The operating system refused a call. */
final class SystemCallException extends Exception {
  private static final long serialVersionUID = 1L;

  SystemCallException(String call, int errno) {
    super("%s failed with errno %d".formatted(call, errno));
  }
}
