package dev.nibble.engine.kernel.scalar;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.nibble.engine.kernel.CeilingLoops;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What plain loops can do at best. */
public final class ScalarCeiling implements CeilingLoops {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

  @Override
  public String id() {
    return "scalar";
  }

  @Override
  public int multiplyAddsPerRound() {
    return 12;
  }

  /** Twelve sums hide the latency of each; not {@code Math.fma}, which old processors lack. */
  @Override
  public float multiplyAdd(float x, int rounds) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    float e = 0;
    float f = 0;
    float g = 0;
    float h = 0;
    float i = 0;
    float j = 0;
    float k = 0;
    float l = 0;
    for (int round = 0; round < rounds; round++) {
      a = a * x + x;
      b = b * x + x;
      c = c * x + x;
      d = d * x + x;
      e = e * x + x;
      f = f * x + x;
      g = g * x + x;
      h = h * x + x;
      i = i * x + x;
      j = j * x + x;
      k = k * x + x;
      l = l * x + x;
    }
    return a + b + c + d + e + f + g + h + i + j + k + l;
  }

  @Override
  public long read(MemorySegment memory, long from, long to) {
    long a = 0;
    long b = 0;
    long c = 0;
    long d = 0;
    for (long at = from; at < to; at += 4 * Long.BYTES) {
      a += memory.get(LONG, at);
      b += memory.get(LONG, at + Long.BYTES);
      c += memory.get(LONG, at + 2 * Long.BYTES);
      d += memory.get(LONG, at + 3 * Long.BYTES);
    }
    return a + b + c + d;
  }
}
