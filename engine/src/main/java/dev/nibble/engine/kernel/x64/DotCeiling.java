package dev.nibble.engine.kernel.x64;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What integers of eight bits can be multiplied and added at best: the dot product of an {@link
 * InstructionSet} on registers alone. Safe for use by several threads.
 *
 * <p>Arguments of the code: where the sums go, rounds, four codes, four activations.
 */
public final class DotCeiling {
  /** Five cycles of latency times two a cycle need ten; with constants they fit in 16 registers. */
  private static final int ACCUMULATORS = 12;

  /** Multiply-adds of a lane of 32 bits. */
  private static final int FACTORS = 4;

  private static final int TO_ALL_BYTES = 0x01010101;
  private static final int TO_ALL_WORDS = 0x00010001;

  private final MemorySegment code;
  private final Width width;

  private DotCeiling(MemorySegment code, Width width) {
    this.code = code;
    this.width = width;
  }

  /**
   * Puts the loop into memory.
   *
   * @throws SystemCallException if the system has no way to do it
   */
  static DotCeiling of(InstructionSet set, CodeMemory memory) throws SystemCallException {
    return new DotCeiling(memory.place(emit(set)), set.width());
  }

  /** What the loop is called. */
  public String id() {
    return "assembled-" + width.bytes() * Byte.SIZE;
  }

  /** Multiply-adds in one round of {@link #multiplyAdd}. */
  public int multiplyAddsPerRound() {
    return ACCUMULATORS * width.lanes() * FACTORS;
  }

  /**
   * Adds products to accumulators, 0 at first, again and again. Some sets of instructions have
   * accumulators of 16 bits, which wrap around.
   *
   * @param code the left factor, 0 to 127
   * @param x the right one, a signed byte
   * @param rounds how often, 1 or more
   * @return the sum of all accumulators: {@code rounds * multiplyAddsPerRound() * code * x} as long
   *     as {@code 2 * rounds * code * x} has 16 bits
   */
  public long multiplyAdd(int code, int x, int rounds) {
    if (rounds < 1) {
      throw new IllegalArgumentException(rounds + " rounds, expected 1 or more");
    }
    int lanes = ACCUMULATORS * width.lanes();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment sums = arena.allocate(ValueLayout.JAVA_INT, lanes);
      NativeCall.call(
          this.code,
          sums.address(),
          rounds,
          (long) code * TO_ALL_BYTES,
          (long) (x & 0xff) * TO_ALL_BYTES,
          0,
          0);
      long sum = 0;
      for (int lane = 0; lane < lanes; lane++) {
        sum += sums.getAtIndex(ValueLayout.JAVA_INT, lane);
      }
      return sum;
    }
  }

  private static byte[] emit(InstructionSet set) {
    Width width = set.width();
    Vec weights = new Vec(ACCUMULATORS, width);
    Vec x = new Vec(ACCUMULATORS + 1, width);
    Vec ones = new Vec(ACCUMULATORS + 2, width);
    Vec pairs = new Vec(ACCUMULATORS + 3, width);
    boolean wordSums = set == InstructionSet.AVX2;
    Assembler asm = set.assembler();
    asm.vpbroadcastd(weights, Gpr.RDX);
    asm.vpbroadcastd(x, Gpr.RCX);
    asm.mov(Gpr.RAX, TO_ALL_WORDS);
    asm.vpbroadcastd(ones, Gpr.RAX);
    for (int i = 0; i < ACCUMULATORS; i++) {
      Vec sum = new Vec(i, width);
      asm.vpxor(sum, sum, sum);
    }
    Label next = new Label();
    asm.bind(next);
    for (int i = 0; i < ACCUMULATORS; i++) {
      Vec sum = new Vec(i, width);
      if (wordSums) {
        asm.vpmaddubsw(pairs, weights, x);
        asm.vpaddw(sum, sum, pairs);
      } else {
        asm.vpdpbusd(sum, weights, x);
      }
    }
    asm.sub(Gpr.RSI, 1);
    asm.j(Condition.NOT_ZERO, next);
    for (int i = 0; i < ACCUMULATORS; i++) {
      Vec sum = new Vec(i, width);
      if (wordSums) {
        asm.vpmaddwd(sum, sum, ones);
      }
      asm.vmovups(Mem.at(Gpr.RDI, i * width.bytes()), sum);
    }
    asm.vzeroupper();
    asm.ret();
    return asm.code();
  }
}
