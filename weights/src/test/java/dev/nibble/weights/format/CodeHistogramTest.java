package dev.nibble.weights.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.weights.Layouts;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Codes as they stand in blocks, and how often. */
final class CodeHistogramTest {

  /**
   * Neighbouring bits of each code.
   *
   * @param width how many
   * @param first where the lowest of them stands in a block, by the element
   */
  record Piece(int width, IntUnaryOperator first) {}

  /** The pieces that the codes of a type are cut into, the lowest first. */
  record Layout(TensorType type, List<Piece> pieces) {
    static Layout of(TensorType type, Piece... pieces) {
      return new Layout(type, List.of(pieces));
    }

    int code(BigInteger block, int element) {
      int code = 0;
      int bit = 0;
      for (Piece piece : pieces) {
        for (int i = 0; i < piece.width(); i++) {
          boolean set = block.testBit(piece.first().applyAsInt(element) + i);
          code |= (set ? 1 : 0) << bit++;
        }
      }
      return code;
    }

    @Override
    public String toString() {
      return type.name();
    }
  }

  /** Four bits of an element, where halves of {@code width} bytes take turns. */
  private static Piece nibbles(int at, int width) {
    return new Piece(4, i -> 8 * (at + i / (2 * width) * width + i % width) + i / width % 2 * 4);
  }

  private static Piece bytes(int at) {
    return new Piece(8, i -> 8 * (at + i));
  }

  private static Piece fifthBits(int at) {
    return new Piece(1, i -> 8 * at + i);
  }

  private static Piece stripes(int at) {
    return new Piece(1, i -> 8 * (at + i % 32) + i / 32);
  }

  private static Piece pairs(int at) {
    return new Piece(2, i -> 8 * (at + i / 128 * 32 + i % 32) + i % 128 / 32 * 2);
  }

  /** From the comments of the block structures in ggml-common.h. */
  static Stream<Layout> layouts() {
    return Stream.of(
        Layout.of(TensorType.Q8_0, bytes(2)),
        Layout.of(TensorType.Q4_0, nibbles(2, 16)),
        Layout.of(TensorType.Q4_1, nibbles(4, 16)),
        Layout.of(TensorType.Q5_0, nibbles(6, 16), fifthBits(2)),
        Layout.of(TensorType.Q5_1, nibbles(8, 16), fifthBits(4)),
        Layout.of(TensorType.IQ4_NL, nibbles(2, 16)),
        Layout.of(TensorType.IQ4_XS, nibbles(8, 16)),
        Layout.of(TensorType.MXFP4, nibbles(1, 16)),
        Layout.of(TensorType.Q2_K, pairs(16)),
        Layout.of(TensorType.Q3_K, pairs(32), stripes(0)),
        Layout.of(TensorType.Q4_K, nibbles(16, 32)),
        Layout.of(TensorType.Q5_K, nibbles(48, 32), stripes(16)),
        Layout.of(TensorType.Q6_K, nibbles(0, 64), pairs(128)),
        Layout.of(TensorType.TQ2_0, pairs(0)));
  }

  private static byte[] codes(TensorType type, MemorySegment blocks, long block) {
    byte[] codes = new byte[type.blockSize()];
    Arrays.fill(codes, (byte) 0x55); // What was there before must not shine through.
    ((BlockwiseFormat) BlockFormat.of(type).orElseThrow()).blockCodes(blocks, block, codes);
    return codes;
  }

  @ParameterizedTest
  @MethodSource("layouts")
  @DisplayName("the code of each element is made of the bits that ggml's structures name")
  void bits(Layout layout) {
    int blockBytes = layout.type().blockBytes();
    byte[] bytes = new byte[2 * blockBytes];
    new Random(layout.type().id()).nextBytes(bytes);
    byte[] expected = new byte[layout.type().blockSize()];
    BigInteger block = littleEndian(Arrays.copyOfRange(bytes, blockBytes, bytes.length));
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (byte) layout.code(block, i);
    }

    assertArrayEquals(
        expected, codes(layout.type(), MemorySegment.ofArray(bytes), blockBytes), layout::toString);
  }

  private static BigInteger littleEndian(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return new BigInteger(1, reversed);
  }

  @Test
  @DisplayName("a format with one scale gives back code times scale, and ternary digits 0, 1 and 2")
  void decoded() {
    for (TensorType type : List.of(TensorType.Q8_0, TensorType.Q4_0, TensorType.TQ1_0)) {
      int zero = type == TensorType.Q8_0 ? 0 : type == TensorType.Q4_0 ? 8 : 1;
      float[] row = SampleRows.NORMAL.rows()[3];
      BlockFormat format = BlockFormat.of(type).orElseThrow();
      MemorySegment blocks = MemorySegment.ofArray(new byte[(int) type.rowBytes(row.length)]);
      float[] steps = new float[row.length];
      float[] back = new float[row.length];
      format.quantize(row, new float[0], blocks, 0);
      format.steps(blocks, 0, steps, 0, row.length);
      format.dequantize(blocks, 0, back, 0, row.length);

      byte[] codes = codes(type, blocks, 0);

      float sign = type == TensorType.Q4_0 ? Math.signum(Layouts.float16(blocks, 0)) : 1;
      for (int i = 0; i < codes.length; i++) {
        assertEquals(back[i], (codes[i] - zero) * steps[i] * sign, type + ", element " + i);
      }
    }
  }

  @Test
  @DisplayName("every format with blocks has codes of no more bits than it says")
  void widths() {
    for (TensorType type : TensorType.values()) {
      if (BlockFormat.of(type).orElse(null) instanceof BlockwiseFormat format) {
        byte[] bytes = new byte[type.blockBytes()];
        new Random(1).nextBytes(bytes);
        int highest = 0;
        for (byte code : codes(type, MemorySegment.ofArray(bytes), 0)) {
          highest = Math.max(highest, code & 0xFF);
        }
        assertTrue(highest < 1 << format.codeBits(), type + " has a code of " + highest);
      }
    }
  }

  /** A tensor of Q8_0 whose codes repeat. */
  private static Tensor q8(int rows, int... codes) {
    byte[] bytes = new byte[rows * TensorType.Q8_0.blockBytes()];
    for (int i = 0; i < rows * 32; i++) {
      bytes[i / 32 * 34 + 2 + i % 32] = (byte) codes[i % codes.length];
    }
    return new Tensor(
        "w", TensorType.Q8_0, List.of(32L, (long) rows), MemorySegment.ofArray(bytes), 0);
  }

  @Test
  @DisplayName("all blocks are counted, and entropy and variance are those of the shares")
  void summary() {
    CodeHistogram histogram = CodeHistogram.of(q8(3, -127, 127, 127, 127)).orElseThrow();

    assertEquals(24, histogram.count(-127));
    assertEquals(72, histogram.count(127));
    assertEquals(0, histogram.count(0));
    // 1/4 log2 4 + 3/4 log2 (4/3), and 1/4 times 3/4 times the squared distance.
    assertEquals(0.811278, histogram.entropy(), 1e-6);
    assertEquals(0.1875 * 254 * 254, histogram.variance(), 1e-9);
  }

  @Test
  @DisplayName("one code alone tells nothing, and 32 of equal share are five bits")
  void extremes() {
    int[] all = new int[32];
    Arrays.setAll(all, i -> i - 16);

    assertEquals(0, CodeHistogram.of(q8(2, 5)).orElseThrow().entropy());
    assertEquals(5, CodeHistogram.of(q8(2, all)).orElseThrow().entropy(), 1e-12);
  }

  @Test
  @DisplayName("floats have no codes")
  void floats() {
    Tensor tensor =
        new Tensor("w", TensorType.F32, List.of(1L), MemorySegment.ofArray(new byte[4]), 0);

    assertTrue(CodeHistogram.of(tensor).isEmpty());
  }
}
