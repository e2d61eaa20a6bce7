package dev.nibble.engine.kernel.x64;

/** General-purpose registers of 64 bits. */
enum Gpr {
  RAX(0),
  RCX(1),
  RDX(2),
  RBX(3),
  RSP(4),
  RBP(5),
  RSI(6),
  RDI(7),
  R8(8),
  R9(9),
  R10(10),
  R11(11),
  R12(12),
  R13(13),
  R14(14),
  R15(15);

  private final int number;

  Gpr(int number) {
    this.number = number;
  }

  /** The number in instructions. */
  int number() {
    return number;
  }

  /** The lower three bits of the number, which stand in an instruction's last bytes. */
  int low() {
    return number & 7;
  }

  /** The fourth bit, which stands in a prefix. */
  int high() {
    return number >> 3;
  }
}
