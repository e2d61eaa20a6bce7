package dev.nibble.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.nibble.weights.MetadataValue.ArrayValue;
import dev.nibble.weights.MetadataValue.BoolValue;
import dev.nibble.weights.MetadataValue.FloatValue;
import dev.nibble.weights.MetadataValue.IntegerValue;
import dev.nibble.weights.MetadataValue.StringValue;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from sound files, whose bytes are put down here one by one. */
final class GgufReaderTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  @DisplayName("the versions 2 and 3 have one layout")
  void versions(int version) throws IOException {
    GgufBytes bytes = GgufBytes.header(version, 0, 1).key("k", GgufBytes.UINT8).int8(7);

    try (GgufFile file = open(bytes)) {
      assertEquals(version, file.version());
      assertEquals(32, file.alignment());
      assertEquals(bytes.size(), file.bytes());
      assertEquals(folder.resolve("model.gguf"), file.path());
      assertEquals(integer(MetadataType.UINT8, 7), file.metadata().asMap().get("k"));
    }
  }

  @Test
  @DisplayName("a header without keys and tensors is a file")
  void nothing() throws IOException {
    try (GgufFile file = open(GgufBytes.header(0, 0))) {
      assertTrue(file.metadata().asMap().isEmpty());
      assertTrue(file.tensors().isEmpty());
    }
  }

  @ParameterizedTest(name = "{2} of type {0}")
  @MethodSource
  @DisplayName("a value of each type is read with its sign and its width")
  void scalars(int type, String hex, MetadataValue expected) throws IOException {
    try (GgufFile file =
        open(GgufBytes.header(0, 2).key("k", type).hex(hex).key("l", type).hex(hex))) {
      assertEquals(expected, file.metadata().asMap().get("k"));
      assertEquals(expected, file.metadata().asMap().get("l"), "the value after it");
    }
  }

  static Stream<Arguments> scalars() {
    return Stream.of(
        arguments(GgufBytes.UINT8, "ff", integer(MetadataType.UINT8, 255)),
        arguments(GgufBytes.INT8, "ff", integer(MetadataType.INT8, -1)),
        arguments(GgufBytes.UINT16, "feff", integer(MetadataType.UINT16, 65_534)),
        arguments(GgufBytes.INT16, "feff", integer(MetadataType.INT16, -2)),
        arguments(GgufBytes.UINT32, "fdffffff", integer(MetadataType.UINT32, 4_294_967_293L)),
        arguments(GgufBytes.INT32, "fdffffff", integer(MetadataType.INT32, -3)),
        arguments(GgufBytes.FLOAT32, "0000c03f", new FloatValue(MetadataType.FLOAT32, 1.5)),
        arguments(GgufBytes.BOOL, "00", new BoolValue(false)),
        arguments(GgufBytes.BOOL, "01", new BoolValue(true)),
        arguments(GgufBytes.STRING, "0000000000000000", new StringValue("")),
        arguments(GgufBytes.STRING, "0300000000000000e29681", new StringValue("\u2581")),
        arguments(GgufBytes.STRING, "0200000000000000ff61", new StringValue("\ufffda")),
        arguments(GgufBytes.UINT64, "ffffffffffffffff", integer(MetadataType.UINT64, -1)),
        arguments(GgufBytes.INT64, "0000000000000080", integer(MetadataType.INT64, Long.MIN_VALUE)),
        arguments(
            GgufBytes.FLOAT64, "9c7500883ce4377e", new FloatValue(MetadataType.FLOAT64, 1e300)));
  }

  @Test
  @DisplayName("an unsigned 64-bit integer is shown unsigned, and no getter takes it for negative")
  void unsignedExtremes() throws IOException {
    try (GgufFile file = open(GgufBytes.header(0, 1).key("k", GgufBytes.UINT64).int64(-1))) {
      Metadata metadata = file.metadata();

      assertEquals("18446744073709551615", metadata.asMap().get("k").toString());
      GgufFormatException e =
          assertThrows(
              GgufFormatException.class,
              () -> metadata.integer("k", Integer.MIN_VALUE, Integer.MAX_VALUE));
      assertEquals("k is 18446744073709551615, expected -2147483648 to 2147483647", e.reason());
    }
  }

  @ParameterizedTest(name = "type {0}: {3}")
  @MethodSource
  @DisplayName("an array of each scalar type is read element by element")
  void arrays(int type, MetadataType elementType, String hex, List<String> texts)
      throws IOException {
    try (GgufFile file = open(GgufBytes.header(0, 1).array("k", type, texts.size()).hex(hex))) {
      MetadataArray array = array(file, "k");

      assertEquals(elementType, array.elementType());
      assertEquals(texts, LongStream.range(0, array.size()).mapToObj(array::text).toList());
    }
  }

  static Stream<Arguments> arrays() {
    return Stream.of(
        arguments(GgufBytes.UINT8, MetadataType.UINT8, "00ff", List.of("0", "255")),
        arguments(GgufBytes.INT8, MetadataType.INT8, "7fff", List.of("127", "-1")),
        arguments(GgufBytes.UINT16, MetadataType.UINT16, "0100ffff", List.of("1", "65535")),
        arguments(GgufBytes.INT16, MetadataType.INT16, "0100ffff", List.of("1", "-1")),
        arguments(GgufBytes.UINT32, MetadataType.UINT32, "ffffffff", List.of("4294967295")),
        arguments(GgufBytes.INT32, MetadataType.INT32, "ffffffff", List.of("-1")),
        arguments(
            GgufBytes.FLOAT32, MetadataType.FLOAT32, "0000c03fcdcccc3d", List.of("1.5", "0.1")),
        arguments(GgufBytes.BOOL, MetadataType.BOOL, "0100", List.of("true", "false")),
        arguments(
            GgufBytes.STRING,
            MetadataType.STRING,
            "0100000000000000ff" + "0000000000000000" + "0300000000000000e29681",
            List.of("\ufffd", "", "\u2581")),
        arguments(
            GgufBytes.UINT64,
            MetadataType.UINT64,
            "ffffffffffffffff",
            List.of("18446744073709551615")),
        arguments(GgufBytes.INT64, MetadataType.INT64, "ffffffffffffffff", List.of("-1")),
        arguments(GgufBytes.FLOAT64, MetadataType.FLOAT64, "000000000000f83f", List.of("1.5")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12})
  @DisplayName("an array may be empty, whatever its type, and the next key is found behind it")
  void emptyArrays(int type) throws IOException {
    GgufBytes bytes =
        GgufBytes.header(0, 2).array("k", type, 0).key("next", GgufBytes.UINT8).int8(7);

    try (GgufFile file = open(bytes)) {
      assertEquals(0, array(file, "k").size());
      assertEquals(integer(MetadataType.UINT8, 7), file.metadata().asMap().get("next"));
    }
  }

  @Test
  @DisplayName("keys and tensors keep the order of the file, not that of their names or data")
  void order() throws IOException {
    GgufBytes bytes =
        GgufBytes.header(2, 2)
            .key("z", GgufBytes.UINT8)
            .int8(0)
            .key("a", GgufBytes.UINT8)
            .int8(0)
            .tensor("y", GgufBytes.F32, 32, 1)
            .tensor("b", GgufBytes.F32, 0, 1)
            .pad(32)
            .ones(64);

    try (GgufFile file = open(bytes)) {
      assertEquals(List.of("z", "a"), List.copyOf(file.metadata().asMap().keySet()));
      assertEquals(List.of("y", "b"), List.copyOf(file.tensors().keySet()));
    }
  }

  @Test
  @DisplayName("a tensor is a read-only view of the bytes at its offset")
  void tensors() throws IOException {
    GgufBytes bytes =
        GgufBytes.header(2, 0)
            .tensor("first", GgufBytes.F16, 0, 2, 3, 2)
            .tensor("second", GgufBytes.Q8_0, 32, 32)
            .pad(32)
            .ones(24)
            .pad(32)
            .hex("0102030405")
            .ones(29);

    try (GgufFile file = open(bytes)) {
      Tensor first = file.tensor("first").orElseThrow();
      Tensor second = file.tensor("second").orElseThrow();

      assertEquals(2, first.columns());
      assertEquals(6, first.rows());
      assertEquals(12, first.elements());
      assertEquals(24, first.bytes());
      assertEquals("2 x 3 x 2", first.shapeText());
      assertEquals(TensorType.Q8_0, second.type());
      assertEquals(34, second.bytes());
      assertArrayEquals(
          HexFormat.of().parseHex("0102030405"), second.data().asSlice(0, 5).toArray(Layouts.INT8));
      assertTrue(second.data().isNative() && second.data().isReadOnly());
      assertEquals(Optional.empty(), file.tensor("third"));
    }
  }

  @Test
  @DisplayName("the data section starts at the alignment that the file declares")
  void alignment() throws IOException {
    GgufBytes bytes =
        GgufBytes.header(1, 1)
            .key("general.alignment", GgufBytes.UINT32)
            .int32(64)
            .tensor("t", GgufBytes.F32, 0, 1);
    assertTrue(bytes.size() % 64 <= 32, "an alignment of 32 would put the data elsewhere");

    try (GgufFile file = open(bytes.pad(64).hex("0000c03f"))) {
      assertEquals(64, file.alignment());
      assertEquals(1.5f, file.tensor("t").orElseThrow().data().get(Layouts.FLOAT32, 0));
    }
  }

  @Test
  @DisplayName("a tensor is required by name and shape, and its absence has a place")
  void require() throws IOException {
    try (GgufFile file = open(GgufBytes.sample())) {
      Tensor matrix = file.require("matrix", List.of(32L, 2L));
      assertEquals("matrix", matrix.name());

      GgufFormatException misshapen =
          assertThrows(GgufFormatException.class, () -> file.require("matrix", List.of(2L, 32L)));
      assertEquals("tensor matrix has shape [32, 2], expected [2, 32]", misshapen.reason());
      assertEquals(matrix.infoOffset(), misshapen.offset());

      GgufFormatException missing =
          assertThrows(GgufFormatException.class, () -> file.require("output", List.of(5L)));
      assertEquals("tensor output is missing, expected [5]", missing.reason());
      assertEquals(matrix.infoOffset(), missing.offset(), "where the tensor table starts");
    }
  }

  @Test
  @DisplayName("what a closed file handed out refuses to be read")
  void useAfterClose() throws IOException {
    GgufFile file = open(GgufBytes.sample());
    Tensor tensor = file.tensor("vector").orElseThrow();
    MetadataArray floats = array(file, "floats");
    MetadataArray strings = array(file, "strings");
    file.close();

    assertThrows(IllegalStateException.class, () -> tensor.data().get(Layouts.FLOAT32, 0));
    assertThrows(IllegalStateException.class, () -> floats.floating(0));
    assertThrows(IllegalStateException.class, () -> strings.string(0));
  }

  @Test
  @DisplayName("views can be read from a thread that did not open the file")
  void otherThread() throws IOException {
    try (GgufFile file = open(GgufBytes.sample())) {
      CompletableFuture<String> read =
          CompletableFuture.supplyAsync(() ->
              array(file, "strings").string(0)
                  + file.tensor("vector").orElseThrow().data().get(Layouts.INT8, 19));

      assertEquals("a1", read.join());
    }
  }

  @Test
  @DisplayName("a file that is not there is no damaged file")
  void absent() {
    assertThrows(NoSuchFileException.class, () -> GgufFile.open(folder.resolve("absent.gguf")));
  }

  private GgufFile open(GgufBytes bytes) throws IOException {
    return GgufFile.open(bytes.writeTo(folder.resolve("model.gguf")));
  }

  private static IntegerValue integer(MetadataType type, long value) {
    return new IntegerValue(type, value);
  }

  private static MetadataArray array(GgufFile file, String key) {
    return ((ArrayValue) file.metadata().asMap().get(key)).elements();
  }
}
