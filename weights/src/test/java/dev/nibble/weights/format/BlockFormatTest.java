package dev.nibble.weights.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.weights.GgufFile;
import dev.nibble.weights.Material;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same bytes give the same floats as in ggml, to the bit. */
final class BlockFormatTest {

  @ParameterizedTest
  @MethodSource
  @DisplayName("blocks from llama.cpp become the floats that ggml makes of them")
  void golden(DequantizedRow row) {
    BlockFormat format = BlockFormat.of(row.type()).orElseThrow();
    float[] out = new float[row.weightBits().size()];

    format.dequantize(row.blocks(), 0, out, 0, out.length);

    assertEquals(row.weightBits(), bits(out));
  }

  static Stream<DequantizedRow> golden() throws IOException {
    return DequantizedRow.resource("dequantized.jsonl").stream()
        .filter(row -> BlockFormat.of(row.type()).isPresent());
  }

  @Test
  @DisplayName("each format has golden blocks, F32 apart, which is what it is")
  void everyFormatIsGolden() throws IOException {
    Set<TensorType> golden = golden().map(DequantizedRow::type).collect(Collectors.toSet());
    golden.add(TensorType.F32);

    assertEquals(formats().map(BlockFormat::type).collect(Collectors.toSet()), golden);
  }

  @Test
  @DisplayName("whole tensors of the shared models add up to what ggml makes of them")
  void sharedModels() throws IOException {
    for (DequantizedRow row :
        DequantizedRow.file(Material.shared("expected/dequant.jsonl")).stream()
            .filter(r -> BlockFormat.of(r.type()).isPresent())
            .toList()) {
      try (GgufFile file = GgufFile.open(Material.shared("models/" + row.model()))) {
        Tensor tensor = file.tensor(row.tensor()).orElseThrow();
        assertEquals(row.type(), tensor.type(), row::toString);
        float[] all = BlockFormat.of(row.type()).orElseThrow().dequantize(tensor);
        int known = row.weightBits().size();
        assertEquals(row.weightBits(), bits(Arrays.copyOf(all, known)), row::toString);
        double sum = IntStream.range(0, all.length).mapToDouble(i -> Math.abs(all[i])).sum();
        assertEquals(row.sumOfMagnitudes(), sum, 1e-12 * sum, row::toString);
      }
    }
  }

  @Test
  @DisplayName("each F16 pattern is the number that IEEE 754 makes of its sign, exponent, fraction")
  void allF16() {
    assertAllPatterns(new F16Format(), 10);
  }

  @Test
  @DisplayName("each BF16 pattern is the number that its sign, exponent and fraction make")
  void allBf16() {
    assertAllPatterns(new Bf16Format(), 7);
  }

  @Test
  @DisplayName("F32 keeps every bit, those of a NaN too")
  void f32() {
    int[] patterns = {0, 0x8000_0000, 0x7f80_0001, 0xffc0_1234, 1, 0x3fc0_0000};
    float[] out = new float[patterns.length];

    new F32Format().dequantize(MemorySegment.ofArray(patterns), 0, out, 0, out.length);

    assertEquals(Arrays.stream(patterns).boxed().toList(), bits(out));
  }

  @ParameterizedTest
  @MethodSource("formats")
  @DisplayName("blocks in the middle go to the middle, and nothing beside them is touched")
  void offsets(BlockFormat format) {
    int blockSize = format.type().blockSize();
    int blockBytes = format.type().blockBytes();
    byte[] blocks = new byte[4 * blockBytes];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = (byte) (31 * i % 101);
    }
    float[] all = new float[4 * blockSize];
    format.dequantize(MemorySegment.ofArray(blocks), 0, all, 0, all.length);
    float[] expected = new float[2 * blockSize + 10];
    Arrays.fill(expected, 7);
    System.arraycopy(all, blockSize, expected, 5, 2 * blockSize);

    float[] out = new float[2 * blockSize + 10];
    Arrays.fill(out, 7);
    format.dequantize(MemorySegment.ofArray(blocks), blockBytes, out, 5, 2 * blockSize);

    assertEquals(bits(expected), bits(out));
  }

  @ParameterizedTest
  @MethodSource("formats")
  @DisplayName("a format refuses a tensor of another type")
  void otherType(BlockFormat format) {
    Tensor integers =
        new Tensor("t", TensorType.I8, List.of(1L), MemorySegment.ofArray(new byte[1]), 0);

    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> format.dequantize(integers));

    assertEquals("tensor t is I8, expected " + format.type(), e.getMessage());
  }

  static Stream<BlockFormat> formats() {
    return Arrays.stream(TensorType.values()).flatMap(type -> BlockFormat.of(type).stream());
  }

  /** Compares all 65536 patterns of a 16-bit float with the arithmetic of the standard. */
  private static void assertAllPatterns(BlockFormat format, int fractionBits) {
    short[] patterns = new short[1 << 16];
    float[] expected = new float[patterns.length];
    for (int i = 0; i < patterns.length; i++) {
      patterns[i] = (short) i;
      expected[i] = (float) valueOf(i, fractionBits);
    }
    float[] out = new float[patterns.length];

    format.dequantize(MemorySegment.ofArray(patterns), 0, out, 0, out.length);

    for (int i = 0; i < out.length; i++) {
      if (Float.isNaN(expected[i])) {
        assertTrue(Float.isNaN(out[i]), "pattern " + i + " is no number");
      } else {
        assertEquals(
            Float.floatToRawIntBits(expected[i]), Float.floatToRawIntBits(out[i]), "pattern " + i);
      }
    }
  }

  private static double valueOf(int pattern, int fractionBits) {
    int exponentBits = 15 - fractionBits;
    int bias = (1 << (exponentBits - 1)) - 1;
    int exponent = pattern >> fractionBits & (1 << exponentBits) - 1;
    double fraction = Math.scalb((double) (pattern & (1 << fractionBits) - 1), -fractionBits);
    double magnitude;
    if (exponent == (1 << exponentBits) - 1) {
      magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if (exponent == 0) {
      magnitude = Math.scalb(fraction, 1 - bias);
    } else {
      magnitude = Math.scalb(1 + fraction, exponent - bias);
    }
    return pattern >> 15 == 0 ? magnitude : -magnitude;
  }

  private static List<Integer> bits(float[] values) {
    return IntStream.range(0, values.length)
        .mapToObj(i -> Float.floatToRawIntBits(values[i]))
        .toList();
  }
}
