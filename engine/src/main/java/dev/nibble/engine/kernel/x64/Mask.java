package dev.nibble.engine.kernel.x64;

/** A register of AVX-512 that has a bit for each lane. The first says nothing where it is asked. */
enum Mask {
  K1(1),
  K2(2);

  private static final int ZEROING = 0x80;

  private final int number;

  Mask(int number) {
    this.number = number;
  }

  /** The number in instructions. */
  int number() {
    return number;
  }

  /** What stands in EVEX where lanes without a bit become 0. */
  int zeroing() {
    return ZEROING | number;
  }
}
