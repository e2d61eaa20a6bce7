package dev.nibble.engine.kernel.x64;

/** How much of a vector register an instruction uses. */
enum Width {
  X(16, 0),
  Y(32, 1),
  Z(64, 2);

  private final int bytes;
  private final int code;

  Width(int bytes, int code) {
    this.bytes = bytes;
    this.code = code;
  }

  /** What stands for it in instructions. */
  int code() {
    return code;
  }

  int bytes() {
    return bytes;
  }

  /** Lanes of 32 bits. */
  int lanes() {
    return bytes / 4;
  }
}
