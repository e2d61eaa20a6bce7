package dev.nibble.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.nibble.weights.format.BlockFormat;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Views of a part of a tensor. */
final class TensorTest {
  private static Tensor numbered(Long... shape) {
    Tensor measured = new Tensor("t", TensorType.F32, List.of(shape), MemorySegment.NULL, 7);
    float[] values = new float[(int) measured.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    MemorySegment data = MemorySegment.ofArray(new byte[values.length * Float.BYTES]);
    MemorySegment.copy(values, 0, data, Layouts.FLOAT32, 0, values.length);
    return new Tensor("t", TensorType.F32, List.of(shape), data, 7);
  }

  private static float[] floats(Tensor tensor) {
    return BlockFormat.of(tensor.type()).orElseThrow().dequantize(tensor);
  }

  @Test
  @DisplayName("rows of a matrix, or of matrices behind each other, are a matrix of the same name")
  void slice() {
    Tensor slice = numbered(2L, 3L, 4L).slice(5, 2);

    assertEquals(List.of(2L, 2L), slice.shape());
    assertEquals("t", slice.name());
    assertEquals(7, slice.infoOffset());
    assertArrayEquals(new float[] {10, 11, 12, 13}, floats(slice));
    assertThrows(IndexOutOfBoundsException.class, () -> numbered(2L, 3L).slice(2, 2));
  }

  @Test
  @DisplayName("elements of a vector are a vector of the same name")
  void range() {
    Tensor range = numbered(6L).range(2, 3);

    assertEquals(List.of(3L), range.shape());
    assertArrayEquals(new float[] {2, 3, 4}, floats(range));
    assertThrows(IndexOutOfBoundsException.class, () -> numbered(6L).range(4, 3));
  }

  @Test
  @DisplayName("a range of a matrix, or within a block, is refused")
  void noRange() {
    Tensor block =
        new Tensor("q", TensorType.Q8_0, List.of(32L), MemorySegment.ofArray(new byte[34]), 0);

    assertThrows(IllegalArgumentException.class, () -> numbered(2L, 3L).range(0, 2));
    assertEquals(
        "tensor q of type Q8_0 and shape 32, expected a vector whose elements stand alone",
        assertThrows(IllegalArgumentException.class, () -> block.range(0, 32)).getMessage());
  }
}
