package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.F;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ADD;

import dev.nibble.engine.kernel.CeilingLoops;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/** What vectors of {@link Lanes#BITS} bits can do at best. */
public final class VectorCeiling implements CeilingLoops {
  private static final int ACCUMULATORS = 12;
  private static final VectorSpecies<Long> L = VectorSpecies.of(long.class, F.vectorShape());
  private static final long BYTES = L.vectorByteSize();

  @Override
  public String id() {
    return "vector-" + Lanes.BITS;
  }

  @Override
  public int multiplyAddsPerRound() {
    return ACCUMULATORS * F.length();
  }

  /** Twelve sums: 4 cycles of latency times two a cycle need eight, 16 registers hold no more. */
  @Override
  public float multiplyAdd(float factor, int rounds) {
    FloatVector x = FloatVector.broadcast(F, factor);
    FloatVector a = FloatVector.zero(F);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    FloatVector e = a;
    FloatVector f = a;
    FloatVector g = a;
    FloatVector h = a;
    FloatVector i = a;
    FloatVector j = a;
    FloatVector k = a;
    FloatVector l = a;
    for (int round = 0; round < rounds; round++) {
      a = a.fma(x, x);
      b = b.fma(x, x);
      c = c.fma(x, x);
      d = d.fma(x, x);
      e = e.fma(x, x);
      f = f.fma(x, x);
      g = g.fma(x, x);
      h = h.fma(x, x);
      i = i.fma(x, x);
      j = j.fma(x, x);
      k = k.fma(x, x);
      l = l.fma(x, x);
    }
    FloatVector sum = a.add(b).add(c.add(d)).add(e.add(f).add(g.add(h)));
    return sum.add(i.add(j).add(k.add(l))).reduceLanes(ADD);
  }

  @Override
  public long read(MemorySegment memory, long from, long to) {
    LongVector a = LongVector.zero(L);
    LongVector b = a;
    LongVector c = a;
    LongVector d = a;
    for (long at = from; at < to; at += 4 * BYTES) {
      a = a.add(longs(memory, at));
      b = b.add(longs(memory, at + BYTES));
      c = c.add(longs(memory, at + 2 * BYTES));
      d = d.add(longs(memory, at + 3 * BYTES));
    }
    return a.add(b).add(c.add(d)).reduceLanes(ADD);
  }

  private static LongVector longs(MemorySegment memory, long offsetBytes) {
    return LongVector.fromMemorySegment(L, memory, offsetBytes, LITTLE_ENDIAN);
  }
}
