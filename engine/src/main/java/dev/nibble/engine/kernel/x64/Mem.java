package dev.nibble.engine.kernel.x64;

/**
 * Memory at {@code base + index * scale + displacement}.
 *
 * @param base the register of the address
 * @param index what is added to it; {@link Gpr#RSP}, which cannot be an index, stands for none
 * @param scale 1, 2, 4 or 8
 * @param displacement in bytes
 * @param broadcast whether one number of 32 bits is meant for all lanes
 */
record Mem(Gpr base, Gpr index, int scale, int displacement, boolean broadcast) implements Operand {

  /** Memory at a register's address. */
  static Mem at(Gpr base) {
    return at(base, 0);
  }

  /** Memory behind a register's address. */
  static Mem at(Gpr base, int displacement) {
    return new Mem(base, Gpr.RSP, 1, displacement, false);
  }

  /** The same with an index. */
  Mem indexed(Gpr index, int scale) {
    return new Mem(base, index, scale, displacement, broadcast);
  }

  /** Memory further on. */
  Mem plus(int bytes) {
    return new Mem(base, index, scale, displacement + bytes, broadcast);
  }

  /** One number for all lanes. */
  Mem toAll() {
    return new Mem(base, index, scale, displacement, true);
  }

  boolean hasIndex() {
    return index != Gpr.RSP;
  }
}
