package dev.nibble.engine.kernel.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.nibble.engine.kernel.x64.QuantizedRow.Numbers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the emitted quantization against a plain loop, number by number. */
final class QuantizeCodeTest {
  private static final int BLOCKS = 40;

  /** What one activation of a block is, block by block; the others are random. */
  private static final List<Float> SPECIAL =
      List.of(
          0f,
          -0f,
          Float.NaN,
          Float.POSITIVE_INFINITY,
          Float.NEGATIVE_INFINITY,
          Float.MIN_VALUE,
          Float.MAX_VALUE,
          -Float.MAX_VALUE,
          1e-30f,
          -1e6f);

  private final RandomGenerator random = new SplittableRandom(5);

  @ParameterizedTest
  @EnumSource(InstructionSet.class)
  void codesScalesAndSumsAreThoseOfAPlainLoop(InstructionSet set) throws SystemCallException {
    MemorySegment code = InstructionsHere.require(set).place(QuantizeCode.emit(set));
    float[] x = new float[BLOCKS * QuantizedRow.BLOCK];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    for (int block = 0; block < SPECIAL.size(); block++) {
      x[block * QuantizedRow.BLOCK + random.nextInt(QuantizedRow.BLOCK)] = SPECIAL.get(block);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment floats = arena.allocateFrom(ValueLayout.JAVA_FLOAT, x);
      MemorySegment row = arena.allocate((long) BLOCKS * QuantizedRow.BLOCK_BYTES, Float.BYTES);
      NativeCall.call(code, floats.address(), row.address(), BLOCKS, 0, 0, 0);
      for (int block = 0; block < BLOCKS; block++) {
        check(x, block, row);
      }
    }
  }

  private static void check(float[] x, int block, MemorySegment row) {
    int from = block * QuantizedRow.BLOCK;
    float largest = QuantizeCode.SMALLEST;
    for (int i = from; i < from + QuantizedRow.BLOCK; i++) {
      largest = Math.max(largest, Math.abs(x[i]));
    }
    float factor = QuantizedRow.MAX_CODE / largest;
    int[] halves = new int[2];
    for (int i = from; i < from + QuantizedRow.BLOCK; i++) {
      byte code = (byte) Math.rint(x[i] * factor);
      assertEquals(code, row.get(ValueLayout.JAVA_BYTE, i), "code of " + x[i]);
      halves[(i - from) / (QuantizedRow.BLOCK / 2)] += code;
    }
    int sum = halves[0] + halves[1];
    float scale = largest * (1f / QuantizedRow.MAX_CODE);
    assertEquals(scale, Float.intBitsToFloat(number(row, block, Numbers.SCALE)));
    float scaledSum = Float.intBitsToFloat(number(row, block, Numbers.SCALED_SUM));
    if (Float.isFinite(scale)) {
      assertEquals(sum * scale, scaledSum);
    } else {
      assertFalse(Float.isFinite(scaledSum), "a sum of what is not finite");
    }
    for (Numbers each : List.of(Numbers.MINUS_8, Numbers.MINUS_16, Numbers.MINUS_128)) {
      assertEquals(-each.bias() * sum, number(row, block, each), each.name());
    }
    for (int half = 0; half < 2; half++) {
      int bias = Numbers.MINUS_32_HALVES.bias();
      assertEquals(
          -bias * halves[half], number(row, block + half + block, Numbers.MINUS_32_HALVES));
    }
  }

  /** A number of the arrays behind the codes. */
  private static int number(MemorySegment row, int index, Numbers numbers) {
    long arrayAt = (long) BLOCKS * (QuantizedRow.BLOCK + numbers.place() * Integer.BYTES);
    return row.get(ValueLayout.JAVA_INT, arrayAt + (long) index * Integer.BYTES);
  }
}
