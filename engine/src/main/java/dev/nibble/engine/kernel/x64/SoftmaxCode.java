package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.Exp;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The code that takes the scores of a few keys into the softmax of a {@link Pane} (Milakov and
 * Gimelshein 2018):
 *
 * <pre>
 * before  = largest
 * largest = max(largest, score[key])                    of all keys
 * shrink  = exp(before - largest)
 * for each key
 *   weight[key] = exp(score[key] - largest)             in the place of the score
 * sum     = sum * shrink + the weights
 * </pre>
 *
 * <p>Arguments: the scores {@code [keys][lanes]}, keys, the pane's {@linkplain Pane.State state},
 * {@linkplain #constants the constants}.
 */
final class SoftmaxCode {
  private static final Gpr SCORES = Gpr.RDI;
  private static final Gpr KEYS = Gpr.RSI;
  private static final Gpr STATE = Gpr.RDX;
  private static final Gpr CONSTANTS = Gpr.RCX;
  private static final Gpr SCORE = Gpr.R10;
  private static final Gpr KEYS_LEFT = Gpr.R11;

  /** A predicate of comparisons: not less than, or not comparable. */
  private static final int NOT_LESS = 5;

  /** Of a float32. */
  private static final int MANTISSA_BITS = 23;

  private static final Mask[] NORMAL = {Mask.K1, Mask.K2};

  private final Assembler asm;
  private final InstructionSet set;

  private SoftmaxCode(InstructionSet set) {
    asm = set.assembler();
    this.set = set;
  }

  static byte[] emit(InstructionSet set) {
    return new SoftmaxCode(set).emit();
  }

  /** What the exponential function is made of, each number as often as a vector has lanes. */
  private enum Constant {
    LEAST_NORMAL(Exp.LEAST_NORMAL_ARGUMENT),
    LOG2_E(Exp.LOG2_E),
    ROUNDER(Exp.ROUNDER),
    LN2_HIGH(Exp.LN2_HIGH),
    LN2_LOW(Exp.LN2_LOW),
    C7(Exp.C7),
    C6(Exp.C6),
    C5(Exp.C5),
    C4(Exp.C4),
    C3(Exp.C3),
    C2(Exp.C2),
    ONE(1);

    private final float value;

    Constant(float value) {
      this.value = value;
    }

    Mem memory() {
      return Mem.at(CONSTANTS, Arrays.asList(values()).indexOf(this) * Width.Z.bytes());
    }
  }

  /** The numbers that the code reads. */
  static MemorySegment constants(Arena arena) {
    MemorySegment numbers =
        arena.allocate((long) Constant.values().length * Width.Z.bytes(), Width.Z.bytes());
    int at = 0;
    for (Constant constant : Constant.values()) {
      for (int lane = 0; lane < Width.Z.lanes(); lane++) {
        numbers.setAtIndex(ValueLayout.JAVA_FLOAT, at++, constant.value);
      }
    }
    return numbers;
  }

  private byte[] emit() {
    for (int v = 0; v < Pane.VECTORS; v++) {
      asm.vmovups(largest(v), state(Pane.State.LARGEST, v));
    }
    eachKey(() -> {
      for (int v = 0; v < Pane.VECTORS; v++) {
        asm.vmaxps(largest(v), largest(v), score(v));
      }
    });
    for (int v = 0; v < Pane.VECTORS; v++) {
      asm.vmovups(distance(v), state(Pane.State.LARGEST, v));
      asm.vmovups(state(Pane.State.LARGEST, v), largest(v));
      asm.vsubps(distance(v), distance(v), largest(v));
      exp(v);
      asm.vmovups(state(Pane.State.SHRINK, v), power(v));
      asm.vpxor(sum(v), sum(v), sum(v));
    }
    eachKey(() -> {
      for (int v = 0; v < Pane.VECTORS; v++) {
        asm.vmovups(distance(v), score(v));
        asm.vsubps(distance(v), distance(v), largest(v));
        exp(v);
        asm.vmovups(score(v), power(v));
        asm.vaddps(sum(v), sum(v), power(v));
      }
    });
    for (int v = 0; v < Pane.VECTORS; v++) {
      asm.vmovups(power(v), state(Pane.State.SHRINK, v));
      asm.vfmadd231ps(sum(v), power(v), state(Pane.State.SUM, v));
      asm.vmovups(state(Pane.State.SUM, v), sum(v));
    }
    asm.vzeroupper();
    asm.ret();
    return asm.code();
  }

  private void eachKey(Runnable body) {
    asm.mov(SCORE, SCORES);
    asm.mov(KEYS_LEFT, KEYS);
    Label next = new Label();
    asm.bind(next);
    body.run();
    asm.add(SCORE, Pane.rowBytes(set));
    asm.sub(KEYS_LEFT, 1);
    asm.j(Condition.NOT_ZERO, next);
  }

  /** The exponential of a distance, 0 or less, 0 where it would be no normal number. */
  private void exp(int v) {
    Vec x = distance(v);
    Vec shifted = register(4, v);
    Vec whole = register(5, v);
    if (set.isEvex()) {
      asm.vcmpps(NORMAL[v], x, Constant.LEAST_NORMAL.memory(), NOT_LESS);
    } else {
      asm.vcmpps(normal(v), x, Constant.LEAST_NORMAL.memory(), NOT_LESS);
    }
    asm.vmovups(shifted, Constant.ROUNDER.memory());
    asm.vfmadd231ps(shifted, x, Constant.LOG2_E.memory());
    asm.vsubps(whole, shifted, Constant.ROUNDER.memory());
    asm.vfnmadd231ps(x, whole, Constant.LN2_HIGH.memory());
    asm.vfnmadd231ps(x, whole, Constant.LN2_LOW.memory());
    Vec p = power(v);
    asm.vmovups(p, Constant.C7.memory());
    asm.vfmadd213ps(p, x, Constant.C6.memory());
    asm.vfmadd213ps(p, x, Constant.C5.memory());
    asm.vfmadd213ps(p, x, Constant.C4.memory());
    asm.vfmadd213ps(p, x, Constant.C3.memory());
    asm.vfmadd213ps(p, x, Constant.C2.memory());
    asm.vfmadd213ps(p, x, Constant.ONE.memory());
    asm.vfmadd213ps(p, x, Constant.ONE.memory());
    asm.vpslld(shifted, shifted, MANTISSA_BITS);
    if (set.isEvex()) {
      asm.vpaddd(p, NORMAL[v], p, shifted);
    } else {
      asm.vpaddd(p, p, shifted);
      asm.vpand(p, p, normal(v));
    }
  }

  private Mem score(int v) {
    return Mem.at(SCORE, v * set.width().bytes());
  }

  private Mem state(Pane.State state, int v) {
    return Mem.at(STATE, state.row() * Pane.rowBytes(set) + v * set.width().bytes());
  }

  private Vec largest(int v) {
    return register(0, v);
  }

  private Vec sum(int v) {
    return register(1, v);
  }

  private Vec distance(int v) {
    return register(2, v);
  }

  /** The exponential. */
  private Vec power(int v) {
    return register(3, v);
  }

  /** Where VEX keeps which exponentials are normal numbers. */
  private Vec normal(int v) {
    return register(6, v);
  }

  private Vec register(int place, int v) {
    return new Vec(place * Pane.VECTORS + v, set.width());
  }
}
