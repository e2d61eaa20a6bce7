package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.x64.QuantizedRow.Numbers;
import java.util.Arrays;

/**
 * The code that makes a token's activations int8: a {@link QuantizedRow} of floats. The scale of a
 * block is its largest magnitude over 127, codes are rounded to nearest, ties to even. Where a
 * number is not finite the block's scale is not either, so that it is not lost.
 *
 * <p>Arguments: the floats, the row, how many blocks.
 */
final class QuantizeCode {
  private static final Gpr FLOATS = Gpr.RDI;
  private static final Gpr CODES = Gpr.RSI;
  private static final Gpr BLOCKS = Gpr.RDX;

  /** Where the block's scale goes; from there to the numbers of other kinds. */
  private static final Gpr SCALES = Gpr.RCX;

  private static final Gpr ARRAY = Gpr.R8;
  private static final Gpr ARRAYS_3 = Gpr.R9;
  private static final Gpr HALVES = Gpr.R10;

  /** Below this a block counts as zeros: its reciprocal is still finite. */
  static final float SMALLEST = 0x1p-100f;

  private final InstructionSet set;
  private final Assembler asm;

  /** The block, in as many vectors as it takes. */
  private final Vec[] parts;

  private final Vec largest;
  private final Vec scale;
  private final Vec spare;
  private final Vec absolute;
  private final Vec least;
  private final Vec maxCode;
  private final Vec reciprocal;
  private final Vec lowByte;
  private final Vec zero;

  private QuantizeCode(InstructionSet set) {
    this.set = set;
    asm = set.assembler();
    Vec[] registers = new Vec[16];
    Arrays.setAll(registers, number -> new Vec(number, set.width()));
    parts = Arrays.copyOf(registers, QuantizedRow.BLOCK / set.width().lanes());
    largest = registers[4];
    scale = registers[5];
    spare = registers[6];
    absolute = registers[7];
    least = registers[8];
    maxCode = registers[9];
    reciprocal = registers[10];
    lowByte = registers[11];
    zero = registers[12];
  }

  /** The code. */
  static byte[] emit(InstructionSet set) {
    return new QuantizeCode(set).code();
  }

  private byte[] code() {
    asm.mov(ARRAY, BLOCKS);
    asm.shl(ARRAY, 2);
    asm.lea(SCALES, Mem.at(CODES).indexed(ARRAY, 8));
    asm.lea(ARRAYS_3, Mem.at(ARRAY).indexed(ARRAY, 2));
    asm.lea(HALVES, Mem.at(SCALES).indexed(ARRAY, 4));
    asm.add(HALVES, ARRAY);
    constant(absolute, Integer.MAX_VALUE);
    constant(least, Float.floatToRawIntBits(SMALLEST));
    constant(maxCode, Float.floatToRawIntBits(QuantizedRow.MAX_CODE));
    constant(reciprocal, Float.floatToRawIntBits(1f / QuantizedRow.MAX_CODE));
    constant(lowByte, 0xFF);
    asm.vpxor(zero, zero, zero);
    Label next = new Label();
    asm.bind(next);
    block();
    asm.add(FLOATS, QuantizedRow.BLOCK * Float.BYTES);
    asm.add(CODES, QuantizedRow.BLOCK);
    asm.add(SCALES, Integer.BYTES);
    asm.add(HALVES, 2 * Integer.BYTES);
    asm.sub(BLOCKS, 1);
    asm.j(Condition.NOT_ZERO, next);
    asm.vzeroupper();
    asm.ret();
    return asm.code();
  }

  private void constant(Vec to, int bits) {
    asm.mov(Gpr.RAX, bits);
    asm.vpbroadcastd(to, Gpr.RAX);
  }

  private void block() {
    for (int i = 0; i < parts.length; i++) {
      asm.vmovups(parts[i], Mem.at(FLOATS, i * set.width().bytes()));
    }
    largestMagnitude();
    asm.vdivps(spare, maxCode, largest);
    asm.vmulps(scale, largest, reciprocal);
    asm.vmovd(numbers(Numbers.SCALE), scale.xmm());
    for (Vec part : parts) {
      asm.vmulps(part, part, spare);
      asm.vcvtps2dq(part, part);
    }
    for (int i = 0; i < parts.length; i++) {
      storeBytes(Mem.at(CODES, i * set.width().lanes()), parts[i]);
    }
    sums();
  }

  /** Magnitudes are compared as integers: what is not a number is larger than all that are. */
  private void largestMagnitude() {
    asm.vpand(largest, parts[0], absolute);
    for (int i = 1; i < parts.length; i++) {
      asm.vpand(spare, parts[i], absolute);
      asm.vpmaxsd(largest, largest, spare);
    }
    foldTo128(largest, asm::vpmaxsd);
    asm.vpshufd(spare.xmm(), largest.xmm(), 0b01_00_11_10);
    asm.vpmaxsd(largest.xmm(), largest.xmm(), spare.xmm());
    asm.vpbroadcastd(spare, largest.xmm());
    asm.vpshufd(largest.xmm(), largest.xmm(), 0b10_11_00_01);
    asm.vpbroadcastd(largest, largest.xmm());
    asm.vpmaxsd(largest, largest, spare);
    asm.vpmaxsd(largest, largest, least);
  }

  /** Stores the lowest byte of each number. */
  private void storeBytes(Mem to, Vec from) {
    if (set.isEvex()) {
      asm.vpmovdb(to, from);
    } else {
      Vec bytes = largest;
      asm.vpand(bytes, from, lowByte);
      asm.vextracti128(spare.xmm(), bytes, 1);
      asm.vpackssdw(bytes.xmm(), bytes.xmm(), spare.xmm());
      asm.vpackuswb(bytes.xmm(), bytes.xmm(), bytes.xmm());
      asm.vmovq(to, bytes.xmm());
    }
  }

  private void sums() {
    Vec first = half(0);
    Vec second = half(1);
    Vec sums = first.xmm();
    Vec product = second.xmm();
    asm.vphaddd(sums, first.xmm(), second.xmm());
    asm.vphaddd(sums, sums, sums);
    asm.vpsubd(product, zero.xmm(), sums);
    asm.vpslld(product, product, 5);
    asm.vmovd(Mem.at(HALVES), product);
    asm.vpshufd(product, product, 1);
    asm.vmovd(Mem.at(HALVES, Integer.BYTES), product);
    asm.vphaddd(sums, sums, sums);
    asm.vcvtdq2ps(product, sums);
    asm.vmulps(product, product, scale.xmm());
    asm.vmovd(numbers(Numbers.SCALED_SUM), product);
    asm.vpsubd(sums, zero.xmm(), sums);
    multiple(product, sums, 3, Numbers.MINUS_8);
    multiple(product, sums, 4, Numbers.MINUS_16);
    multiple(product, sums, 7, Numbers.MINUS_128);
  }

  /** The sums of a half of the block, in 128 bits. */
  private Vec half(int which) {
    int count = parts.length / 2;
    Vec sum = parts[which * count];
    for (int i = 1; i < count; i++) {
      asm.vpaddd(sum, sum, parts[which * count + i]);
    }
    foldTo128(sum, asm::vpaddd);
    return sum;
  }

  private void multiple(Vec product, Vec sums, int bits, Numbers numbers) {
    asm.vpslld(product, sums, bits);
    asm.vmovd(numbers(numbers), product);
  }

  /** Combines the lanes of 128 bits. */
  private void foldTo128(Vec numbers, Combination combination) {
    if (set.width() == Width.Z) {
      asm.vextracti64x4(spare.ymm(), numbers, 1);
      combination.combine(numbers.ymm(), numbers.ymm(), spare.ymm());
    }
    asm.vextracti128(spare.xmm(), numbers.ymm(), 1);
    combination.combine(numbers.xmm(), numbers.xmm(), spare.xmm());
  }

  private static Mem numbers(Numbers numbers) {
    return switch (numbers) {
      case SCALE -> Mem.at(SCALES);
      case SCALED_SUM -> Mem.at(SCALES).indexed(ARRAY, 1);
      case MINUS_8 -> Mem.at(SCALES).indexed(ARRAY, 2);
      case MINUS_16 -> Mem.at(SCALES).indexed(ARRAYS_3, 1);
      case MINUS_128 -> Mem.at(SCALES).indexed(ARRAY, 4);
      case MINUS_32_HALVES -> Mem.at(HALVES);
    };
  }

  /** An instruction of two vectors. */
  @FunctionalInterface
  private interface Combination {
    void combine(Vec to, Vec left, Operand right);
  }
}
