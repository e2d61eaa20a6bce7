package dev.nibble.engine.kernel.x64;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.Set;

/**
 * What the processor at hand can do, and the operating system lets it do, as its own instructions
 * say.
 *
 * @see <a href="https://www.intel.com/sdm">Intel 64 and IA-32 Architectures Software Developer's
 *     Manual, volume 2: CPUID, XGETBV</a>
 */
final class Processor {
  /** State of vectors of 128 and 256 bits that the operating system keeps. */
  private static final int YMM_STATE = 0b110;

  /** The same with masks and vectors of 512 bits. */
  private static final int ZMM_STATE = 0b1110_0110;

  private static final int EAX = 0;
  private static final int EBX = 1;
  private static final int ECX = 2;

  private static final int OSXSAVE = 1 << 27;

  private Processor() {}

  /**
   * Asks.
   *
   * @throws SystemCallException if no code can be run
   */
  static Set<Feature> features(CodeMemory memory) throws SystemCallException {
    MemorySegment cpuid = memory.place(cpuid());
    int leaves = ask(cpuid, 0, 0)[EAX];
    int[] basic = ask(cpuid, 1, 0);
    if ((basic[ECX] & OSXSAVE) == 0 || leaves < 7) {
      return EnumSet.noneOf(Feature.class);
    }
    int state = ask(memory.place(xgetbv()), 0, 0)[EAX];
    int[] extended = ask(cpuid, 7, 0);
    int[] more = extended[EAX] > 0 ? ask(cpuid, 7, 1) : new int[4];
    Set<Feature> features = EnumSet.noneOf(Feature.class);
    if ((state & YMM_STATE) == YMM_STATE) {
      add(features, Feature.FMA, basic[ECX], 12);
      add(features, Feature.F16C, basic[ECX], 29);
      add(features, Feature.AVX2, extended[EBX], 5);
      add(features, Feature.AVX_VNNI, more[EAX], 4);
    }
    if ((state & ZMM_STATE) == ZMM_STATE) {
      add(features, Feature.AVX512F, extended[EBX], 16);
      add(features, Feature.AVX512BW, extended[EBX], 30);
      add(features, Feature.AVX512VL, extended[EBX], 31);
      add(features, Feature.AVX512_VNNI, extended[ECX], 11);
    }
    return features;
  }

  private static void add(Set<Feature> features, Feature feature, int register, int bit) {
    if ((register >> bit & 1) == 1) {
      features.add(feature);
    }
  }

  /** Calls code that takes a leaf and a part of it and gives four numbers. */
  private static int[] ask(MemorySegment code, int leaf, int part) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocate(ValueLayout.JAVA_INT, 4);
      NativeCall.call(code, answer.address(), leaf, part, 0, 0, 0);
      return answer.toArray(ValueLayout.JAVA_INT);
    }
  }

  private static byte[] cpuid() {
    Assembler asm = Assembler.vex();
    asm.push(Gpr.RBX);
    asm.mov(Gpr.RAX, Gpr.RSI);
    asm.mov(Gpr.RCX, Gpr.RDX);
    asm.cpuid();
    store(asm, Gpr.RAX, Gpr.RBX, Gpr.RCX, Gpr.RDX);
    asm.pop(Gpr.RBX);
    asm.ret();
    return asm.code();
  }

  private static byte[] xgetbv() {
    Assembler asm = Assembler.vex();
    asm.mov(Gpr.RCX, Gpr.RSI);
    asm.xgetbv();
    store(asm, Gpr.RAX, Gpr.RDX);
    asm.ret();
    return asm.code();
  }

  private static void store(Assembler asm, Gpr... results) {
    for (int i = 0; i < results.length; i++) {
      asm.mov32(Mem.at(Gpr.RDI, i * Integer.BYTES), results[i]);
    }
  }
}
