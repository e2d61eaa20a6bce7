package dev.nibble.engine.kernel.x64;

import java.util.Arrays;

/**
 * Writes x86-64 machine code. A method is an instruction with the operands in Intel's order; vector
 * instructions are encoded with EVEX or, for processors that lack AVX-512, with VEX.
 *
 * @see <a href="https://www.intel.com/sdm">Intel 64 and IA-32 Architectures Software Developer's
 *     Manual, volume 2</a>
 */
final class Assembler {
  private static final Vec NONE = new Vec(0, Width.X);
  private static final int ALL_LANES = 0;

  private final boolean evex;
  private byte[] code = new byte[4096];
  private int length;

  private Assembler(boolean evex) {
    this.evex = evex;
  }

  /** Vector instructions for AVX-512: 32 registers, numbers of memory for all lanes. */
  static Assembler evex() {
    return new Assembler(true);
  }

  /** Vector instructions for AVX2: 16 registers of up to 256 bits. */
  static Assembler vex() {
    return new Assembler(false);
  }

  /** The code so far. */
  byte[] code() {
    return Arrays.copyOf(code, length);
  }

  // Jumps.

  void bind(Label label) {
    label.bind(length);
    for (int at : label.jumps()) {
      putInt(at, length - at - Integer.BYTES);
    }
  }

  void jmp(Label target) {
    emit(0xE9);
    distance(target);
  }

  void j(Condition condition, Label target) {
    emit(0x0F);
    emit(0x80 | condition.code());
    distance(target);
  }

  private void distance(Label target) {
    if (target.isBound()) {
      emitInt(target.place() - length - Integer.BYTES);
    } else {
      target.jumpAt(length);
      emitInt(0);
    }
  }

  void ret() {
    emit(0xC3);
  }

  // General-purpose registers.

  void mov(Gpr to, Gpr from) {
    rex(1, from.high(), 0, to.high());
    emit(0x89);
    modRm(from.low(), to);
  }

  void mov(Gpr to, long value) {
    rex(1, 0, 0, to.high());
    emit(0xB8 | to.low());
    emitInt((int) value);
    emitInt((int) (value >>> Integer.SIZE));
  }

  void mov(Gpr to, Mem from) {
    general(0x8B, to, from);
  }

  void mov(Mem to, Gpr from) {
    general(0x89, from, to);
  }

  /** Stores the lower 32 bits. */
  void mov32(Mem to, Gpr from) {
    rex(0, from.high(), to.index().high(), to.base().high());
    emit(0x89);
    modRm(from.low(), to, 1);
  }

  /** Loads 16 bits, and zeros in front of them. */
  void movzx16(Gpr to, Mem from) {
    rex(0, to.high(), from.index().high(), from.base().high());
    emit(0x0F);
    emit(0xB7);
    modRm(to.low(), from, 1);
  }

  /** Stores the lower 16 bits. */
  void mov16(Mem to, Gpr from) {
    emit(0x66);
    mov32(to, from);
  }

  void lea(Gpr to, Mem address) {
    general(0x8D, to, address);
  }

  private void general(int opcode, Gpr register, Mem memory) {
    rex(1, register.high(), memory.index().high(), memory.base().high());
    emit(opcode);
    modRm(register.low(), memory, 1);
  }

  void add(Gpr to, Gpr value) {
    rex(1, value.high(), 0, to.high());
    emit(0x01);
    modRm(value.low(), to);
  }

  void add(Gpr to, int value) {
    immediate(0, to, value);
  }

  void sub(Gpr to, int value) {
    immediate(5, to, value);
  }

  void and(Gpr to, int value) {
    immediate(4, to, value);
  }

  void cmp(Gpr left, int right) {
    immediate(7, left, right);
  }

  private void immediate(int operation, Gpr to, int value) {
    rex(1, 0, 0, to.high());
    emit(isByte(value) ? 0x83 : 0x81);
    modRm(operation, to);
    emitImmediate(value);
  }

  void imul(Gpr to, Gpr left, int right) {
    rex(1, to.high(), 0, left.high());
    emit(isByte(right) ? 0x6B : 0x69);
    modRm(to.low(), left);
    emitImmediate(right);
  }

  void shl(Gpr to, int bits) {
    rex(1, 0, 0, to.high());
    emit(0xC1);
    modRm(4, to);
    emit(bits);
  }

  void push(Gpr register) {
    rex(0, 0, 0, register.high());
    emit(0x50 | register.low());
  }

  void pop(Gpr register) {
    rex(0, 0, 0, register.high());
    emit(0x58 | register.low());
  }

  /** Brings a line of the cache near; memory that is not there is no error. */
  void prefetcht0(Mem line) {
    rex(0, 0, line.index().high(), line.base().high());
    emit(0x0F);
    emit(0x18);
    modRm(1, line, 1);
  }

  void cpuid() {
    emit(0x0F);
    emit(0xA2);
  }

  void xgetbv() {
    emit(0x0F);
    emit(0x01);
    emit(0xD0);
  }

  // Vectors.

  void vzeroupper() {
    emit(0xC5);
    emit(0xF8);
    emit(0x77);
  }

  void vmovups(Vec to, Mem from) {
    vector(VectorOp.VMOVUPS, to.width(), to.number(), NONE, from);
  }

  void vmovups(Mem to, Vec from) {
    vector(VectorOp.VMOVUPS_STORE, from.width(), from.number(), NONE, to);
  }

  void vmovd(Vec to, Gpr from) {
    vector(VectorOp.VMOVD_GPR, Width.X, to.number(), NONE, new Vec(from.number(), Width.X));
  }

  void vmovd(Mem to, Vec from) {
    vector(VectorOp.VMOVD_STORE, Width.X, from.number(), NONE, to);
  }

  /** Stores the lowest 64 bits; VEX only. */
  void vmovq(Mem to, Vec from) {
    vex(VectorOp.VMOVQ_STORE, Width.X, from.number(), NONE, to);
  }

  void vaddps(Vec to, Vec left, Operand right) {
    vector(VectorOp.VADDPS, to, left, right);
  }

  void vsubps(Vec to, Vec left, Operand right) {
    vector(VectorOp.VSUBPS, to, left, right);
  }

  /** {@code to = left > right ? left : right}. */
  void vmaxps(Vec to, Vec left, Operand right) {
    vector(VectorOp.VMAXPS, to, left, right);
  }

  /** All bits where a comparison holds; VEX only. */
  void vcmpps(Vec to, Vec left, Operand right, int predicate) {
    vex(VectorOp.VCMPPS, to.width(), to.number(), left, right);
    emit(predicate);
  }

  /** A bit a lane where a comparison holds; EVEX only. */
  void vcmpps(Mask to, Vec left, Operand right, int predicate) {
    evex(VectorOp.VCMPPS, left.width(), to.number(), left, right);
    emit(predicate);
  }

  void vmulps(Vec to, Vec left, Operand right) {
    vector(VectorOp.VMULPS, to, left, right);
  }

  void vdivps(Vec to, Vec left, Operand right) {
    vector(VectorOp.VDIVPS, to, left, right);
  }

  /** {@code to = left * to + right}. */
  void vfmadd213ps(Vec to, Vec left, Operand right) {
    vector(VectorOp.VFMADD213PS, to, left, right);
  }

  /** {@code to = left * right + to}. */
  void vfmadd231ps(Vec to, Vec left, Operand right) {
    vector(VectorOp.VFMADD231PS, to, left, right);
  }

  /** {@code to = -(left * right) + to}. */
  void vfnmadd231ps(Vec to, Vec left, Operand right) {
    vector(VectorOp.VFNMADD231PS, to, left, right);
  }

  void vcvtdq2ps(Vec to, Operand from) {
    vector(VectorOp.VCVTDQ2PS, to, NONE, from);
  }

  void vcvtps2dq(Vec to, Operand from) {
    vector(VectorOp.VCVTPS2DQ, to, NONE, from);
  }

  void vcvtph2ps(Vec to, Operand from) {
    vector(VectorOp.VCVTPH2PS, to, NONE, from);
  }

  /** Adds to each number of 32 bits four products of unsigned bytes, left, and signed ones. */
  void vpdpbusd(Vec to, Vec left, Operand right) {
    vector(VectorOp.VPDPBUSD, to, left, right);
  }

  void vpmaddubsw(Vec to, Vec left, Operand right) {
    vector(VectorOp.VPMADDUBSW, to, left, right);
  }

  void vpmaddwd(Vec to, Vec left, Operand right) {
    vector(VectorOp.VPMADDWD, to, left, right);
  }

  void vpabsb(Vec to, Operand from) {
    vector(VectorOp.VPABSB, to, NONE, from);
  }

  /** VEX only. */
  void vpsignb(Vec to, Vec left, Operand signs) {
    vex(VectorOp.VPSIGNB, to.width(), to.number(), left, signs);
  }

  void vpaddw(Vec to, Vec left, Operand right) {
    vector(VectorOp.VPADDW, to, left, right);
  }

  void vpaddd(Vec to, Vec left, Operand right) {
    vector(VectorOp.VPADDD, to, left, right);
  }

  /** 0 in the other lanes; EVEX only. */
  void vpaddd(Vec to, Mask lanes, Vec left, Operand right) {
    evex(VectorOp.VPADDD, to.width(), to.number(), lanes.zeroing(), left, right);
  }

  void vpsubd(Vec to, Vec left, Operand right) {
    vector(VectorOp.VPSUBD, to, left, right);
  }

  /** Adds neighbours of both; VEX only. */
  void vphaddd(Vec to, Vec left, Operand right) {
    vex(VectorOp.VPHADDD, to.width(), to.number(), left, right);
  }

  void vpmaxsd(Vec to, Vec left, Operand right) {
    vector(VectorOp.VPMAXSD, to, left, right);
  }

  void vpand(Vec to, Vec left, Operand right) {
    vector(VectorOp.VPAND, to, left, right);
  }

  void vpor(Vec to, Vec left, Operand right) {
    vector(VectorOp.VPOR, to, left, right);
  }

  void vpxor(Vec to, Vec left, Operand right) {
    vector(VectorOp.VPXOR, to, left, right);
  }

  /** {@code to = to | left & right}; EVEX only. */
  void vporand(Vec to, Vec left, Operand right) {
    vector(VectorOp.VPTERNLOGD, to, left, right);
    emit(0xF8);
  }

  void vpsrld(Vec to, Vec from, int bits) {
    vector(VectorOp.VPSHIFTD, to.width(), 2, to, from);
    emit(bits);
  }

  void vpslld(Vec to, Vec from, int bits) {
    vector(VectorOp.VPSHIFTD, to.width(), 6, to, from);
    emit(bits);
  }

  void vpshufd(Vec to, Operand from, int order) {
    vector(VectorOp.VPSHUFD, to, NONE, from);
    emit(order);
  }

  void vpshufb(Vec to, Vec table, Operand indices) {
    vector(VectorOp.VPSHUFB, to, table, indices);
  }

  /** Takes turns with the lower two numbers of 32 bits of each lane of 128; VEX only. */
  void vpunpckldq(Vec to, Vec left, Operand right) {
    vex(VectorOp.VPUNPCKLDQ, to.width(), to.number(), left, right);
  }

  /** Takes turns with the upper two; VEX only. */
  void vpunpckhdq(Vec to, Vec left, Operand right) {
    vex(VectorOp.VPUNPCKHDQ, to.width(), to.number(), left, right);
  }

  /** Puts the lower 64 bits of each lane of 128 together; VEX only. */
  void vpunpcklqdq(Vec to, Vec left, Operand right) {
    vex(VectorOp.VPUNPCKLQDQ, to.width(), to.number(), left, right);
  }

  /** Puts the upper ones together; VEX only. */
  void vpunpckhqdq(Vec to, Vec left, Operand right) {
    vex(VectorOp.VPUNPCKHQDQ, to.width(), to.number(), left, right);
  }

  void vpackssdw(Vec to, Vec left, Operand right) {
    vector(VectorOp.VPACKSSDW, to, left, right);
  }

  void vpackuswb(Vec to, Vec left, Operand right) {
    vector(VectorOp.VPACKUSWB, to, left, right);
  }

  void vpmovzxbd(Vec to, Operand from) {
    vector(VectorOp.VPMOVZXBD, to, NONE, from);
  }

  void vpmovsxbd(Vec to, Operand from) {
    vector(VectorOp.VPMOVSXBD, to, NONE, from);
  }

  void vpmovzxwd(Vec to, Operand from) {
    vector(VectorOp.VPMOVZXWD, to, NONE, from);
  }

  /** Stores the lowest byte of each number; EVEX only. */
  void vpmovdb(Mem to, Vec from) {
    vector(VectorOp.VPMOVDB, from.width(), from.number(), NONE, to);
  }

  /** Stores one of four numbers; VEX only. */
  void vpextrd(Mem to, Vec from, int lane) {
    vex(VectorOp.VPEXTRD, Width.X, from.number(), NONE, to);
    emit(lane);
  }

  /** One number for all lanes, from memory or a register's first lane. */
  void vpbroadcastd(Vec to, Operand from) {
    vector(VectorOp.VPBROADCASTD, to, NONE, from);
  }

  /** The lower 32 bits of a register for all lanes. */
  void vpbroadcastd(Vec to, Gpr from) {
    if (evex) {
      Vec number = new Vec(from.number(), Width.X);
      vector(VectorOp.VPBROADCASTD_GPR, to, NONE, number);
    } else {
      vmovd(to, from);
      vpbroadcastd(to, to.xmm());
    }
  }

  /** 16 bytes for all lanes of 16 bytes. */
  void vbroadcasti128(Vec to, Mem from) {
    vector(VectorOp.VBROADCASTI128, to, NONE, from);
  }

  /** A lane of 128 bits of a vector of 256. */
  void vextracti128(Vec to, Vec from, int lane) {
    vector(VectorOp.VEXTRACTI128, Width.Y, from.number(), NONE, to);
    emit(lane);
  }

  /** A half of a vector of 512 bits; EVEX only. */
  void vextracti64x4(Vec to, Vec from, int half) {
    vector(VectorOp.VEXTRACTI64X4, Width.Z, from.number(), NONE, to);
    emit(half);
  }

  private void vector(VectorOp op, Vec to, Vec left, Operand right) {
    vector(op, to.width(), to.number(), left, right);
  }

  private void vector(VectorOp op, Width width, int register, Vec second, Operand last) {
    if (evex) {
      evex(op, width, register, second, last);
    } else {
      vex(op, width, register, second, last);
    }
  }

  private void evex(VectorOp op, Width width, int register, Vec second, Operand last) {
    evex(op, width, register, ALL_LANES, second, last);
  }

  /** Bits of EVEX and VEX that extend a register's number are stored inverted. */
  private void evex(VectorOp op, Width width, int register, int lanes, Vec second, Operand last) {
    boolean broadcast = last instanceof Mem memory && memory.broadcast();
    int x =
        switch (last) {
          case Vec v -> v.number() >> 4;
          case Mem memory -> memory.index().high();
        };
    int b =
        switch (last) {
          case Vec v -> v.number() >> 3 & 1;
          case Mem memory -> memory.base().high();
        };
    int extensions = (register >> 3 & 1) << 7 | x << 6 | b << 5 | (register >> 4) << 4;
    emit(0x62);
    emit((extensions ^ 0xF0) | op.map());
    emit(op.w() << 7 | (~second.number() & 15) << 3 | 4 | op.prefix());
    emit(width.code() << 5 | (broadcast ? 0x10 : 0) | (~second.number() >> 4 & 1) << 3 | lanes);
    emit(op.opcode());
    last(register, last, op.displacementUnit(width, broadcast));
  }

  private void vex(VectorOp op, Width width, int register, Vec second, Operand last) {
    int x =
        switch (last) {
          case Vec _ -> 0;
          case Mem memory -> memory.index().high();
        };
    int b =
        switch (last) {
          case Vec v -> v.number() >> 3;
          case Mem memory -> memory.base().high();
        };
    if (width == Width.Z
        || register > 15
        || second.number() > 15
        || b > 1
        || (last instanceof Mem memory && memory.broadcast())) {
      throw new IllegalArgumentException(op + " cannot be encoded with VEX");
    }
    int fields = (~second.number() & 15) << 3 | width.code() << 2 | op.prefix();
    int r = register >> 3;
    if (x == 0 && b == 0 && op.isShort()) {
      emit(0xC5);
      emit((r ^ 1) << 7 | fields);
    } else {
      emit(0xC4);
      emit(((r << 7 | x << 6 | b << 5) ^ 0xE0) | op.map());
      emit(op.w() << 7 | fields);
    }
    emit(op.opcode());
    last(register, last, 1);
  }

  private void last(int register, Operand last, int displacementUnit) {
    switch (last) {
      case Vec v -> emit(0xC0 | (register & 7) << 3 | (v.number() & 7));
      case Mem memory -> modRm(register & 7, memory, displacementUnit);
    }
  }

  // Parts of instructions.

  private void rex(int w, int r, int x, int b) {
    int bits = w << 3 | r << 2 | x << 1 | b;
    if (bits != 0) {
      emit(0x40 | bits);
    }
  }

  private void modRm(int middle, Gpr register) {
    emit(0xC0 | middle << 3 | register.low());
  }

  private void modRm(int middle, Mem memory, int displacementUnit) {
    int displacement = memory.displacement();
    int units = displacement / displacementUnit;
    // Without a displacement the number of RBP and R13 means something else.
    boolean none = displacement == 0 && memory.base().low() != Gpr.RBP.low();
    boolean one = units * displacementUnit == displacement && isByte(units);
    int mode = none ? 0 : one ? 1 : 2;
    boolean scaled = memory.hasIndex() || memory.base().low() == Gpr.RSP.low();
    emit(mode << 6 | middle << 3 | (scaled ? Gpr.RSP.low() : memory.base().low()));
    if (scaled) {
      int scale = Integer.numberOfTrailingZeros(memory.scale());
      emit(scale << 6 | memory.index().low() << 3 | memory.base().low());
    }
    if (mode == 1) {
      emit(units);
    } else if (mode == 2) {
      emitInt(displacement);
    }
  }

  private static boolean isByte(int value) {
    return value == (byte) value;
  }

  private void emitImmediate(int value) {
    if (isByte(value)) {
      emit(value);
    } else {
      emitInt(value);
    }
  }

  private void emit(int value) {
    if (length == code.length) {
      code = Arrays.copyOf(code, 2 * length);
    }
    code[length++] = (byte) value;
  }

  private void emitInt(int value) {
    for (int i = 0; i < Integer.BYTES; i++) {
      emit(value >> (Byte.SIZE * i));
    }
  }

  private void putInt(int at, int value) {
    for (int i = 0; i < Integer.BYTES; i++) {
      code[at + i] = (byte) (value >> (Byte.SIZE * i));
    }
  }
}
