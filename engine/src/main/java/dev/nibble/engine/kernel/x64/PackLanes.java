package dev.nibble.engine.kernel.x64;

/**
 * The registers of the loop that moves a piece of rows to a panel: the lanes of a vector are four
 * neighbouring rows, a lane has four bytes of a row. All instructions are of AVX, which every
 * {@link InstructionSet} has; registers are numbers, 0 to 7.
 */
final class PackLanes {
  /** Rows of a vector. */
  static final int ROWS = 4;

  /** Registers that sixteen bytes of the rows take. */
  static final int GROUPS = 4;

  /** The first row of the loop, and its distance from the next one; three times that. */
  static final Gpr FIRST = Gpr.R9;

  static final Gpr SECOND = Gpr.R10;
  static final Gpr STRIDE = Gpr.RSI;
  static final Gpr STRIDE_3 = Gpr.R8;

  /** The piece of the panel, and which of its rows is the first of the loop. */
  static final Gpr PIECE = Gpr.RDX;

  static final Gpr ROW = Gpr.R11;

  private static final Gpr HALF = Gpr.RAX;

  private static final Vec SPARE = register(8);
  private static final Vec SPARE_2 = register(9);
  private static final Vec SPARE_3 = register(10);

  private final Assembler asm;

  PackLanes(Assembler asm) {
    this.asm = asm;
  }

  /** Four rows in the first half of the panel, or those as far in the second. */
  enum Quad {
    LOWER(FIRST, 0),
    UPPER(SECOND, Panel.ROWS / 2);

    private final Gpr rows;
    private final int row;

    Quad(Gpr rows, int row) {
      this.rows = rows;
      this.row = row;
    }

    /** Bytes of a row. */
    private Mem from(int lane, int at) {
      Mem first = Mem.at(rows, at);
      return switch (lane) {
        case 0 -> first;
        case 1 -> first.indexed(STRIDE, 1);
        case 2 -> first.indexed(STRIDE, 2);
        default -> first.indexed(STRIDE_3, 1);
      };
    }

    /** Where rows go that have so many bytes each. */
    private Mem to(int at, int bytes) {
      return Mem.at(PIECE, at + row * bytes).indexed(ROW, bytes);
    }
  }

  /** What vectors are combined with, 16 bytes on the stack. */
  enum Constant {
    NIBBLES(0, 0x0F0F0F0F_0F0F0F0FL),
    PAIRS(1, 0x33333333_33333333L),
    BITS(2, 0x55555555_55555555L),
    SIGNS(3, 0x80808080_80808080L),
    /** What {@link #exchange} leaves in the middle of bytes, or bits. */
    INNER_PAIRS(4, 0x0C0C0C0C_0C0C0C0CL),
    INNER_BITS(5, 0x22222222_22222222L),
    /** Numbers of five bits whose highest bit is off and whose second is on, and so on. */
    WITHOUT_16_WITH_2(6, 0x0000CCCC_0000CCCCL),
    WITHOUT_8_WITH_1(7, 0x00AA00AA_00AA00AAL),
    /** Orders of bytes: the first bytes of all lanes, the first halves. */
    BYTES_FIRST(8, 0x0D090501_0C080400L, 0x0F0B0703_0E0A0602L),
    HALVES_FIRST(9, 0x0D0C0908_05040100L, 0x0F0E0B0A_07060302L);

    static final int BYTES = Width.X.bytes() * 10;

    private final int place;
    private final long low;
    private final long high;

    Constant(int place, long low, long high) {
      this.place = place;
      this.low = low;
      this.high = high;
    }

    Constant(int place, long both) {
      this(place, both, both);
    }

    private Mem memory() {
      return Mem.at(Gpr.RSP, place * Width.X.bytes());
    }
  }

  /** Puts the constants on the stack. */
  void begin() {
    asm.sub(Gpr.RSP, Constant.BYTES);
    for (Constant constant : Constant.values()) {
      asm.mov(Gpr.RAX, constant.low);
      asm.mov(constant.memory(), Gpr.RAX);
      asm.mov(Gpr.RAX, constant.high);
      asm.mov(constant.memory().plus(Long.BYTES), Gpr.RAX);
    }
  }

  /** Takes them away. */
  void end() {
    asm.add(Gpr.RSP, Constant.BYTES);
  }

  private static Vec register(int number) {
    return new Vec(number, Width.X);
  }

  /**
   * Loads sixteen bytes of each row: four times four.
   *
   * @param quad the rows
   * @param at where in the file's block they are
   * @param to the first of four registers
   */
  void load(Quad quad, int at, int to) {
    for (int lane = 0; lane < ROWS; lane++) {
      asm.vmovups(register(to + lane), quad.from(lane, at));
    }
    asm.vpunpckldq(SPARE, register(to), register(to + 1));
    asm.vpunpckhdq(SPARE_2, register(to), register(to + 1));
    asm.vpunpckldq(SPARE_3, register(to + 2), register(to + 3));
    asm.vpunpckhdq(register(to + 3), register(to + 2), register(to + 3));
    asm.vpunpcklqdq(register(to), SPARE, SPARE_3);
    asm.vpunpckhqdq(register(to + 1), SPARE, SPARE_3);
    asm.vpunpcklqdq(register(to + 2), SPARE_2, register(to + 3));
    asm.vpunpckhqdq(register(to + 3), SPARE_2, register(to + 3));
  }

  /**
   * Exchanges bits of a register with such as stand further on in another one, or in itself.
   *
   * @param upper gives the bits that are so far above the mask, and gets the others
   * @param lower gives the bits of the mask
   * @param distance how far
   * @param mask which bits
   */
  void exchange(int upper, int lower, int distance, Constant mask) {
    asm.vpsrld(SPARE, register(upper), distance);
    asm.vpxor(SPARE, SPARE, register(lower));
    asm.vpand(SPARE, SPARE, mask.memory());
    asm.vpxor(register(lower), register(lower), SPARE);
    asm.vpslld(SPARE, SPARE, distance);
    asm.vpxor(register(upper), register(upper), SPARE);
  }

  /** Flips bits. */
  void flip(int register, Constant bits) {
    asm.vpxor(register(register), register(register), bits.memory());
  }

  /** Stores four bytes of each row, which stand side by side. */
  void store(Quad quad, int register, int at) {
    asm.vmovups(quad.to(at, Integer.BYTES), register(register));
  }

  /**
   * Stores a byte of each row, and as often the next one. The register is lost.
   *
   * @param quad the rows
   * @param register four bytes of each
   * @param at where the first go
   * @param step how far from there the second ones go
   */
  void storeBytes(Quad quad, int register, int at, int step) {
    asm.vpshufb(register(register), register(register), Constant.BYTES_FIRST.memory());
    for (int i = 0; i < Integer.BYTES; i++) {
      asm.vpextrd(quad.to(at + i * step, 1), register(register), i);
    }
  }

  /**
   * Stores two bytes of each row, and then the other two. The register is lost.
   *
   * @param quad the rows
   * @param register two times two bytes of each
   * @param at where the first go
   * @param step how far from there the second ones go
   */
  void storeHalves(Quad quad, int register, int at, int step) {
    Vec halves = register(register);
    asm.vpshufb(halves, halves, Constant.HALVES_FIRST.memory());
    asm.vmovq(quad.to(at, Short.BYTES), halves);
    asm.vpunpckhqdq(halves, halves, halves);
    asm.vmovq(quad.to(at + step, Short.BYTES), halves);
  }

  /**
   * Copies two bytes of each row.
   *
   * @param quad the rows
   * @param from where in the file's block they are
   * @param at where they go
   */
  void copyHalf(Quad quad, int from, int at) {
    for (int lane = 0; lane < ROWS; lane++) {
      asm.movzx16(HALF, quad.from(lane, from));
      asm.mov16(quad.to(at + lane * Short.BYTES, Short.BYTES), HALF);
    }
  }
}
