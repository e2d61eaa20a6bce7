package dev.nibble.cli;

/** What the process tells its caller. */
final class ExitCode {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;
  static final int BAD_MODEL = 3;
  static final int NO_DEVICE = 4;

  private ExitCode() {}
}
