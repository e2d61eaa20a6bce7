package dev.nibble.engine.kernel.x64;

/**
 * The vector instructions that the kernels use, as the tables of Intel's manual list them: in which
 * map of opcodes, behind which mandatory prefix, and how far the displacement of EVEX's one byte is
 * stretched.
 *
 * @see <a href="https://www.intel.com/sdm">Intel 64 and IA-32 Architectures Software Developer's
 *     Manual, volume 2</a>
 */
enum VectorOp {
  VADDPS(Map.M0F, Prefix.NONE, 0, 0x58, Tuple.FULL),
  VSUBPS(Map.M0F, Prefix.NONE, 0, 0x5C, Tuple.FULL),
  VMAXPS(Map.M0F, Prefix.NONE, 0, 0x5F, Tuple.FULL),
  VCMPPS(Map.M0F, Prefix.NONE, 0, 0xC2, Tuple.FULL),
  VMULPS(Map.M0F, Prefix.NONE, 0, 0x59, Tuple.FULL),
  VDIVPS(Map.M0F, Prefix.NONE, 0, 0x5E, Tuple.FULL),
  VFMADD213PS(Map.M0F38, Prefix.P66, 0, 0xA8, Tuple.FULL),
  VFMADD231PS(Map.M0F38, Prefix.P66, 0, 0xB8, Tuple.FULL),
  VFNMADD231PS(Map.M0F38, Prefix.P66, 0, 0xBC, Tuple.FULL),
  VCVTDQ2PS(Map.M0F, Prefix.NONE, 0, 0x5B, Tuple.FULL),
  VCVTPS2DQ(Map.M0F, Prefix.P66, 0, 0x5B, Tuple.FULL),
  VCVTPH2PS(Map.M0F38, Prefix.P66, 0, 0x13, Tuple.HALF),
  VPDPBUSD(Map.M0F38, Prefix.P66, 0, 0x50, Tuple.FULL),
  VPMADDUBSW(Map.M0F38, Prefix.P66, 0, 0x04, Tuple.FULL),
  VPMADDWD(Map.M0F, Prefix.P66, 0, 0xF5, Tuple.FULL),
  VPABSB(Map.M0F38, Prefix.P66, 0, 0x1C, Tuple.FULL),
  VPSIGNB(Map.M0F38, Prefix.P66, 0, 0x08, Tuple.FULL),
  VPADDW(Map.M0F, Prefix.P66, 0, 0xFD, Tuple.FULL),
  VPADDD(Map.M0F, Prefix.P66, 0, 0xFE, Tuple.FULL),
  VPSUBD(Map.M0F, Prefix.P66, 0, 0xFA, Tuple.FULL),
  VPHADDD(Map.M0F38, Prefix.P66, 0, 0x02, Tuple.FULL),
  VPMAXSD(Map.M0F38, Prefix.P66, 0, 0x3D, Tuple.FULL),
  VPAND(Map.M0F, Prefix.P66, 0, 0xDB, Tuple.FULL),
  VPOR(Map.M0F, Prefix.P66, 0, 0xEB, Tuple.FULL),
  VPXOR(Map.M0F, Prefix.P66, 0, 0xEF, Tuple.FULL),
  VPTERNLOGD(Map.M0F3A, Prefix.P66, 0, 0x25, Tuple.FULL),
  VPSHIFTD(Map.M0F, Prefix.P66, 0, 0x72, Tuple.FULL),
  VPSHUFD(Map.M0F, Prefix.P66, 0, 0x70, Tuple.FULL),
  VPSHUFB(Map.M0F38, Prefix.P66, 0, 0x00, Tuple.FULL),
  VPUNPCKLDQ(Map.M0F, Prefix.P66, 0, 0x62, Tuple.FULL),
  VPUNPCKHDQ(Map.M0F, Prefix.P66, 0, 0x6A, Tuple.FULL),
  VPUNPCKLQDQ(Map.M0F, Prefix.P66, 0, 0x6C, Tuple.FULL),
  VPUNPCKHQDQ(Map.M0F, Prefix.P66, 0, 0x6D, Tuple.FULL),
  VPEXTRD(Map.M0F3A, Prefix.P66, 0, 0x16, Tuple.NUMBER),
  VPACKSSDW(Map.M0F, Prefix.P66, 0, 0x6B, Tuple.FULL),
  VPACKUSWB(Map.M0F, Prefix.P66, 0, 0x67, Tuple.FULL),
  VPMOVZXBD(Map.M0F38, Prefix.P66, 0, 0x31, Tuple.QUARTER),
  VPMOVSXBD(Map.M0F38, Prefix.P66, 0, 0x21, Tuple.QUARTER),
  VPMOVZXWD(Map.M0F38, Prefix.P66, 0, 0x33, Tuple.HALF),
  VPMOVDB(Map.M0F38, Prefix.PF3, 0, 0x31, Tuple.QUARTER),
  VPBROADCASTD(Map.M0F38, Prefix.P66, 0, 0x58, Tuple.NUMBER),
  VPBROADCASTD_GPR(Map.M0F38, Prefix.P66, 0, 0x7C, Tuple.NUMBER),
  VBROADCASTI128(Map.M0F38, Prefix.P66, 0, 0x5A, Tuple.LANE),
  VEXTRACTI128(Map.M0F3A, Prefix.P66, 0, 0x39, Tuple.LANE),
  VEXTRACTI64X4(Map.M0F3A, Prefix.P66, 1, 0x3B, Tuple.HALF),
  VMOVD_GPR(Map.M0F, Prefix.P66, 0, 0x6E, Tuple.NUMBER),
  VMOVD_STORE(Map.M0F, Prefix.P66, 0, 0x7E, Tuple.NUMBER),
  VMOVQ_STORE(Map.M0F, Prefix.P66, 0, 0xD6, Tuple.FULL),
  VMOVUPS(Map.M0F, Prefix.NONE, 0, 0x10, Tuple.FULL),
  VMOVUPS_STORE(Map.M0F, Prefix.NONE, 0, 0x11, Tuple.FULL);

  /** Where an opcode is listed. */
  enum Map {
    M0F(1),
    M0F38(2),
    M0F3A(3);

    private final int code;

    Map(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /** The prefix that is part of an opcode. */
  enum Prefix {
    NONE(0),
    P66(1),
    PF3(2);

    private final int code;

    Prefix(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /** How much memory an instruction touches. */
  enum Tuple {
    /** A whole vector, or one number for all lanes. */
    FULL,
    HALF,
    QUARTER,
    /** 16 bytes. */
    LANE,
    /** 4 bytes. */
    NUMBER
  }

  private final Map map;
  private final Prefix prefix;
  private final int w;
  private final int opcode;
  private final Tuple tuple;

  VectorOp(Map map, Prefix prefix, int w, int opcode, Tuple tuple) {
    this.map = map;
    this.prefix = prefix;
    this.w = w;
    this.opcode = opcode;
    this.tuple = tuple;
  }

  int map() {
    return map.code();
  }

  /** Whether VEX has a form of two bytes for it. */
  boolean isShort() {
    return map == Map.M0F && w == 0;
  }

  int prefix() {
    return prefix.code();
  }

  int w() {
    return w;
  }

  int opcode() {
    return opcode;
  }

  /**
   * What a displacement of one byte counts.
   *
   * @param width the vectors of the instruction
   * @param broadcast whether one number is read for all lanes
   * @return bytes
   */
  int displacementUnit(Width width, boolean broadcast) {
    if (broadcast) {
      return Integer.BYTES;
    }
    return switch (tuple) {
      case FULL -> width.bytes();
      case HALF -> width.bytes() / 2;
      case QUARTER -> width.bytes() / 4;
      case LANE -> Width.X.bytes();
      case NUMBER -> Integer.BYTES;
    };
  }
}
