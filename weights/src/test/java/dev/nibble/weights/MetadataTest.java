package dev.nibble.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.nibble.weights.MetadataValue.FloatValue;
import dev.nibble.weights.MetadataValue.IntegerValue;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values are had as what they are: no getter converts, none makes up a default. */
final class MetadataTest {
  private Metadata metadata;

  @BeforeEach
  void read() throws GgufFormatException {
    metadata = GgufReader.read(MemorySegment.ofArray(GgufBytes.sample().toArray())).metadata();
  }

  /** A typed getter. */
  @FunctionalInterface
  interface Getter {
    Object get(Metadata metadata, String key) throws GgufFormatException;
  }

  @Test
  @DisplayName("a value of the right type is given")
  void present() throws GgufFormatException {
    assertEquals(Optional.of("llama"), metadata.string("general.architecture"));
    assertEquals(OptionalInt.of(200), metadata.integer("u8", 0, 200));
    assertEquals(OptionalInt.of(-2), metadata.integer("i16", -2, 0));
    assertEquals(OptionalDouble.of(1.5), metadata.floating("f32"));
    assertEquals(OptionalDouble.of(1.5), metadata.floating("f64"));
    assertEquals(Optional.of(true), metadata.bool("bool"));
    assertEquals("\u2581b\ud83d\ude00", metadata.strings("strings").orElseThrow().string(2));
    assertEquals(0, metadata.integers("none").orElseThrow().size());
    assertEquals(1.5, metadata.floats("floats").orElseThrow().floating(0));
  }

  @Test
  @DisplayName("a key that is absent gives nothing")
  void absent() throws GgufFormatException {
    assertEquals(Optional.empty(), metadata.get("absent"));
    assertEquals(Optional.empty(), metadata.string("absent"));
    assertEquals(OptionalInt.empty(), metadata.integer("absent", 0, 1));
    assertEquals(OptionalDouble.empty(), metadata.floating("absent"));
    assertEquals(Optional.empty(), metadata.bool("absent"));
    assertTrue(metadata.strings("absent").isEmpty());
    assertEquals("absent is missing", metadata.missing("absent").reason());
    assertEquals(GgufBytes.HEADER_BYTES, metadata.missing("absent").offset());
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource
  @DisplayName("a value of another type or out of range is a defect of the file")
  void mismatched(Getter getter, String key, String reason) {
    GgufFormatException e =
        assertThrows(GgufFormatException.class, () -> getter.get(metadata, key));

    assertEquals(reason, e.reason());
    assertEquals(metadata.malformed(key, "").offset(), e.offset());
    assertTrue(e.offset() > GgufBytes.HEADER_BYTES, "the place of the value");
  }

  static Stream<Arguments> mismatched() {
    return Stream.of(
        mismatch(Metadata::string, "u8", "u8 has type UINT8, expected a string"),
        mismatch((m, k) -> m.integer(k, 0, 199), "u8", "u8 is 200, expected 0 to 199"),
        mismatch((m, k) -> m.integer(k, 201, 300), "u8", "u8 is 200, expected 201 to 300"),
        mismatch((m, k) -> m.integer(k, 0, 2), "f32", "f32 has type FLOAT32, expected an integer"),
        mismatch((m, k) -> m.integer(k, 0, 1), "bool", "bool has type BOOL, expected an integer"),
        mismatch(Metadata::floating, "u8", "u8 has type UINT8, expected a floating-point number"),
        mismatch(Metadata::bool, "u8", "u8 has type UINT8, expected a bool"),
        mismatch(Metadata::strings, "u8", "u8 has type UINT8, expected an array of strings"),
        mismatch(Metadata::strings, "floats", "floats is an array of FLOAT32, expected strings"),
        mismatch(Metadata::integers, "bools", "bools is an array of BOOL, expected integers"),
        mismatch(
            Metadata::floats,
            "none",
            "none is an array of UINT64, expected floating-point numbers"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000c07f", "0000807f", "000080ff"})
  @DisplayName("a number that is not finite is a defect of the file")
  void notFinite(String hex) throws GgufFormatException {
    byte[] file = GgufBytes.header(0, 1).key("k", GgufBytes.FLOAT32).hex(hex).toArray();
    Metadata damaged = GgufReader.read(MemorySegment.ofArray(file)).metadata();

    GgufFormatException e = assertThrows(GgufFormatException.class, () -> damaged.floating("k"));

    assertTrue(e.reason().endsWith(", expected a finite number"), e::reason);
  }

  @Test
  @DisplayName("an element of an array is asked for by its own kind and within its bounds")
  void elements() {
    MetadataArray strings = MetadataArray.ofStrings(List.of("a", "b"));
    MetadataArray ints = MetadataArray.ofInts(1, -1);
    MetadataArray floats = MetadataArray.ofFloats(0.5f);

    assertThrows(IllegalStateException.class, () -> strings.integer(0));
    assertThrows(IllegalStateException.class, () -> ints.floating(0));
    assertThrows(IllegalStateException.class, () -> floats.string(0));
    for (MetadataArray array : List.of(strings, ints, floats)) {
      for (long index : new long[] {-1, array.size(), 1L << 32, Long.MIN_VALUE}) {
        assertThrows(IndexOutOfBoundsException.class, () -> array.text(index));
      }
    }
  }

  @Test
  @DisplayName("a long array is shown by its beginning and its size")
  void shown() {
    int[] ten = IntStream.range(0, 10).toArray();

    assertEquals("[0, 1, 2, 3, 4, 5, 6, 7, ... 10]", MetadataArray.ofInts(ten).toString());
    assertEquals("[0, 1]", MetadataArray.ofInts(0, 1).toString());
    assertEquals("[]", MetadataArray.ofStrings(List.of()).toString());
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("a number is an integer or a floating-point number, as its type says")
  void numbers(MetadataType type) {
    assertEquals(Optional.of(type), MetadataType.byId(type.id()));
    assertFalse(type.isInteger() && type.isFloat());
    if (!type.isInteger()) {
      assertThrows(IllegalArgumentException.class, () -> new IntegerValue(type, 1));
    }
    if (!type.isFloat()) {
      assertThrows(IllegalArgumentException.class, () -> new FloatValue(type, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1L << 32, Long.MIN_VALUE})
  @DisplayName("an unsigned 32-bit integer has 32 bits and no sign")
  void uint32(long value) {
    assertThrows(IllegalArgumentException.class, () -> MetadataValue.uint32(value));
  }

  private static Arguments mismatch(Getter getter, String key, String reason) {
    return arguments(getter, key, reason);
  }
}
