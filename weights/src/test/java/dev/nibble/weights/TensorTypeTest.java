package dev.nibble.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of formats against what is published about them. */
final class TensorTypeTest {

  /** Ids of enum ggml_type; bits as in llama.cpp's tables of quantizations. */
  @ParameterizedTest(name = "{1} has id {0}, blocks of {2} and {3} bits a weight")
  @CsvSource({
    "0, F32, 1, 32",
    "1, F16, 1, 16",
    "2, Q4_0, 32, 4.5",
    "3, Q4_1, 32, 5",
    "6, Q5_0, 32, 5.5",
    "7, Q5_1, 32, 6",
    "8, Q8_0, 32, 8.5",
    "9, Q8_1, 32, 9",
    "10, Q2_K, 256, 2.625",
    "11, Q3_K, 256, 3.4375",
    "12, Q4_K, 256, 4.5",
    "13, Q5_K, 256, 5.5",
    "14, Q6_K, 256, 6.5625",
    "15, Q8_K, 256, 9.125",
    "16, IQ2_XXS, 256, 2.0625",
    "17, IQ2_XS, 256, 2.3125",
    "18, IQ3_XXS, 256, 3.0625",
    "19, IQ1_S, 256, 1.5625",
    "20, IQ4_NL, 32, 4.5",
    "21, IQ3_S, 256, 3.4375",
    "22, IQ2_S, 256, 2.5625",
    "23, IQ4_XS, 256, 4.25",
    "24, I8, 1, 8",
    "25, I16, 1, 16",
    "26, I32, 1, 32",
    "27, I64, 1, 64",
    "28, F64, 1, 64",
    "29, IQ1_M, 256, 1.75",
    "30, BF16, 1, 16",
    "34, TQ1_0, 256, 1.6875",
    "35, TQ2_0, 256, 2.0625",
    "39, MXFP4, 32, 4.25",
    "40, NVFP4, 64, 4.5"
  })
  @DisplayName("a type has the id, the block and the bits that ggml gives it")
  void published(int id, TensorType type, int blockSize, double bitsPerWeight) {
    assertEquals(Optional.of(type), TensorType.byId(id));
    assertEquals(blockSize, type.blockSize());
    assertEquals(bitsPerWeight, type.bitsPerWeight());
  }

  @Test
  @DisplayName("no two types share an id")
  void unique() {
    assertEquals(
        TensorType.values().length,
        Arrays.stream(TensorType.values()).map(TensorType::id).collect(Collectors.toSet()).size());
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("a row is made of whole blocks")
  void rows(TensorType type) {
    assertEquals(0, type.rowBytes(0));
    assertEquals(3L * type.blockBytes(), type.rowBytes(3L * type.blockSize()));
    assertEquals(Optional.of(type), TensorType.byId(type.id()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 31, 33, -1})
  @DisplayName("a row that ends inside a block has no size")
  void partialBlocks(long elements) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> TensorType.Q4_0.rowBytes(elements));

    assertEquals("a row of " + elements + " Q4_0 elements is no multiple of 32", e.getMessage());
  }

  @Test
  @DisplayName("a row of more than 2^63 bytes is an error, not a small number")
  void overflow() {
    assertThrows(ArithmeticException.class, () -> TensorType.F32.rowBytes(1L << 62));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 31, 32, 33, 36, 37, 38, 43, 1000, -1, Integer.MIN_VALUE})
  @DisplayName("an id that was removed or never given stands for no type")
  void unknown(int id) {
    assertEquals(Optional.empty(), TensorType.byId(id));
  }
}
