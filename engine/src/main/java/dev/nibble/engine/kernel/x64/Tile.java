package dev.nibble.engine.kernel.x64;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The registers of the loop that multiplies a few rows with a few tokens: a vector of rows is
 * {@code v}, a token {@code t}.
 */
final class Tile {
  /** The piece of the weights; its codes and what scales a block, where it has several blocks. */
  static final Gpr PIECE = Gpr.R14;

  static final Gpr CODES = Gpr.RDX;
  static final Gpr HEADER = Gpr.R9;

  /** The codes of the tile's first token, its scales, and a second number for each block. */
  static final Gpr X = Gpr.R15;

  static final Gpr X_SCALES = Gpr.RSI;
  static final Gpr X_NUMBERS = Gpr.R8;

  /** From token to token, over three tokens, and over five. */
  static final Gpr STRIDE = Gpr.RBX;

  static final Gpr STRIDE_3 = Gpr.RBP;
  static final Gpr STRIDE_5 = Gpr.R10;

  /** Vectors of rows, but that a single token takes all rows of a panel. */
  private static final int VECTORS = 2;

  private static final int CACHE_LINE = 64;

  /**
   * How far ahead, in bytes: a stream of Q4_K gives 48 GB/s in place of 28, of Q4_0 49 in place of
   * 36 (a billion weights, two cores of an AMD EPYC Zen 5, JDK 25.0.3, 2026-11-27).
   */
  private static final int AHEAD = 4096;

  /** Bytes of the stack for what is kept where registers are few. */
  static final int KEPT_BYTES = 16 * Width.Y.bytes();

  private final Assembler asm;
  private final InstructionSet set;
  private final int tokens;
  private final boolean first;
  private final int firstRow;
  private final int keptAt;
  private final Map<Place, Vec> registers = new HashMap<>();
  private final Map<Place, Mem> memory = new HashMap<>();

  /**
   * Has no register in use.
   *
   * @param asm writes the tile's code
   * @param set the instructions
   * @param tokens how many tokens, 1 or more
   * @param first whether they are the first ones that are multiplied with the panel
   * @param firstRow the first row of the panel's that is multiplied
   * @param keptAt where on the stack {@link #KEPT_BYTES} belong to the tile
   */
  Tile(Assembler asm, InstructionSet set, int tokens, boolean first, int firstRow, int keptAt) {
    this.asm = asm;
    this.set = set;
    this.tokens = tokens;
    this.first = first;
    this.firstRow = firstRow;
    this.keptAt = keptAt;
  }

  Assembler asm() {
    return asm;
  }

  int tokens() {
    return tokens;
  }

  /** Vectors of rows. */
  int vectors() {
    return tokens == 1 ? Panel.ROWS / lanes() : VECTORS;
  }

  /** Vectors of rows whose scales are in registers at a time. */
  int scaledVectors() {
    return set.isEvex() ? vectors() : 1;
  }

  /** The first row of a vector. */
  int row(int v) {
    return firstRow + v * lanes();
  }

  private int lanes() {
    return set.width().lanes();
  }

  /** The register for a purpose, the same until it is {@linkplain #release released}. */
  Vec register(Role role, int v) {
    return register(new Place(role, 0, v));
  }

  /** The register of a token's counts or sums. */
  Vec register(Role role, int t, int v) {
    return register(new Place(role, t, v));
  }

  private Vec register(Place place) {
    return registers.computeIfAbsent(place, _ -> next());
  }

  private Vec next() {
    BitSet used = new BitSet();
    registers.values().forEach(register -> used.set(register.number()));
    int number = used.nextClearBit(0);
    if (number == set.registers()) {
      throw new IllegalStateException("a tile of %d tokens has no register left".formatted(tokens));
    }
    return new Vec(number, set.width());
  }

  /** Gives the registers of a role back. */
  void release(Role role) {
    registers.keySet().removeIf(place -> place.role() == role);
  }

  /** What is kept throughout: in a register or, where these are few, in memory. */
  Operand kept(Role role) {
    return kept(new Place(role, 0, 0));
  }

  private Operand kept(Place place) {
    return set.isEvex() ? register(place) : memory.computeIfAbsent(place, _ -> nextMemory());
  }

  private Mem nextMemory() {
    int at = memory.size() * set.width().bytes();
    if (at == KEPT_BYTES) {
      throw new IllegalStateException("a tile of %d tokens has no memory left".formatted(tokens));
    }
    return Mem.at(Gpr.RSP, keptAt + at);
  }

  /** Loads what is kept. In memory it does not change before it is {@link #keep kept} again. */
  Vec take(Role role, int t, int v) {
    Vec register = toKeep(role, t, v);
    if (kept(new Place(role, t, v)) instanceof Mem from) {
      asm.vmovups(register, from);
    }
    return register;
  }

  /** The register for what is to be kept: that, or else the spare one. */
  Vec toKeep(Role role, int t, int v) {
    return kept(new Place(role, t, v)) instanceof Vec own ? own : register(Role.SPARE, 0);
  }

  /** Keeps what is in the register {@link #toKeep for it}. */
  void keep(Role role, int t, int v) {
    if (kept(new Place(role, t, v)) instanceof Mem to) {
      asm.vmovups(to, register(Role.SPARE, 0));
    }
  }

  /** Keeps a number in all lanes. */
  void constant(Role role, int bits) {
    asm.mov(Gpr.RAX, bits);
    asm.vpbroadcastd(toKeep(role, 0, 0), Gpr.RAX);
    keep(role, 0, 0);
  }

  /** Loads a number for all lanes into the register of activations. */
  Vec toAll(Mem number) {
    Vec all = register(Role.ACTIVATIONS, 0);
    asm.vpbroadcastd(all, number);
    return all;
  }

  /** Adds bits to a register: those of a mask. What they are taken from is lost. */
  void addBits(Vec to, Vec from, Operand mask) {
    if (set.isEvex()) {
      asm.vporand(to, from, mask);
    } else {
      asm.vpand(from, from, mask);
      asm.vpor(to, to, from);
    }
  }

  /**
   * Whether it reads weights for the first time, out of memory; later tiles find them in a cache.
   */
  boolean isStream() {
    return first && firstRow == 0;
  }

  /**
   * Asks for weights some way ahead where they are a stream: a core's own looking ahead ends too
   * soon.
   *
   * @param weights where the part lies that is multiplied now
   * @param bytes its size
   */
  void fetchAhead(Mem weights, int bytes) {
    if (isStream()) {
      for (int line = 0; line < bytes; line += CACHE_LINE) {
        asm.prefetcht0(weights.plus(AHEAD + line));
      }
    }
  }

  /** A token's number in memory. */
  Mem x(Gpr base, int t, int displacement) {
    Mem first = Mem.at(base, displacement);
    return switch (t) {
      case 0 -> first;
      case 1 -> first.indexed(STRIDE, 1);
      case 2 -> first.indexed(STRIDE, 2);
      case 3 -> first.indexed(STRIDE_3, 1);
      case 4 -> first.indexed(STRIDE, 4);
      case 5 -> first.indexed(STRIDE_5, 1);
      default -> throw new IllegalArgumentException("token %d of a tile".formatted(t));
    };
  }

  /** What a register holds. */
  enum Role {
    SUM,
    COUNT,
    WEIGHTS,
    MAGNITUDES,
    ACTIVATIONS,
    SCALE,
    OFFSET,
    /** What is used up by the instructions that follow. */
    SPARE,
    MASK,
    HIGH_MASK,
    SCALE_MASK,
    TABLE,
    ONES,
    SIGNS
  }

  private record Place(Role role, int t, int v) {}
}
