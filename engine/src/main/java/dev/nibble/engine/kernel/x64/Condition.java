package dev.nibble.engine.kernel.x64;

/** What a comparison of signed numbers, or a result, has to be for a jump. */
enum Condition {
  ZERO(0x4),
  NOT_ZERO(0x5),
  LESS(0xC),
  GREATER_OR_EQUAL(0xD);

  private final int code;

  Condition(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
