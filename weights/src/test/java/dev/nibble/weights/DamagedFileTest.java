package dev.nibble.weights;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files with one thing wrong: each is refused with the place of the damage and what it is. */
final class DamagedFileTest {
  /** Where the value of the pair {@code k} stands when that is the first: behind key and type. */
  private static final int VALUE = GgufBytes.HEADER_BYTES + 8 + 1 + 4;

  private static final int KEY = GgufBytes.HEADER_BYTES;
  private static final int VALUE_TYPE = VALUE - 4;

  /** Where the tensor table starts in a file without keys. */
  private static final int TABLE = GgufBytes.HEADER_BYTES;

  /** Bytes of an entry for a tensor with a name of one letter and one dimension. */
  private static final int ENTRY_BYTES = 8 + 1 + 4 + 8 + 4 + 8;

  @TempDir Path folder;

  record Damage(String name, GgufBytes file, long offset, String reason) {
    @Override
    public String toString() {
      return name;
    }
  }

  @ParameterizedTest
  @MethodSource({"headers", "keys", "values", "arrays", "alignments", "tensors", "placements"})
  @DisplayName("damage is refused with its byte offset, what was found and what was expected")
  void refused(Damage damage) throws IOException {
    Path file = damage.file.writeTo(folder.resolve("damaged.gguf"));

    GgufFormatException e = assertThrows(GgufFormatException.class, () -> GgufFile.open(file));

    assertEquals(damage.reason, e.reason());
    assertEquals(damage.offset, e.offset());
    assertEquals("byte " + damage.offset + ": " + damage.reason, e.getMessage());
  }

  static Stream<Damage> headers() {
    return Stream.of(
        damage(
            "an empty file",
            new GgufBytes(),
            0,
            "the file ends inside the magic: 4 bytes needed, 0 left"),
        damage(
            "another magic",
            new GgufBytes().text("GGUX").int32(3).int64(0).int64(0),
            0,
            "the magic is 0x47475558, expected \"GGUF\": no GGUF file"),
        version(0, "the version is 0, expected 2 or 3"),
        version(1, "the version is 1, expected 2 or 3"),
        version(4, "the version is 4, expected 2 or 3"),
        version(99, "the version is 99, expected 2 or 3"),
        version(-1, "the version is 4294967295, expected 2 or 3"),
        version(0x0200_0000, "the version reads 2 in big-endian order, expected little-endian"),
        version(0x0300_0000, "the version reads 3 in big-endian order, expected little-endian"),
        damage(
            "one tensor, but no room for it",
            GgufBytes.header(1, 0),
            8,
            "the tensor count is 1, but only 8 bytes follow, enough for 0"),
        damage(
            "2^64-1 tensors",
            GgufBytes.header(-1, 0).ones(33 * 33 - 8),
            8,
            "the tensor count is 18446744073709551615, but only 1089 bytes follow, enough for 33"),
        damage(
            "a tensor count that wraps when it is multiplied",
            GgufBytes.header((1L << 61) + 1, 0),
            8,
            "the tensor count is 2305843009213693953, but only 8 bytes follow, enough for 0"),
        damage(
            "2^64-1 keys",
            GgufBytes.header(0, -1).ones(14 * 14),
            16,
            "the key-value count is 18446744073709551615, but only 196 bytes follow,"
                + " enough for 14"),
        damage(
            "one key more than there is",
            GgufBytes.header(0, 2).key("k", GgufBytes.STRING).string("0123456789"),
            55,
            "the file ends inside the length of a metadata key: 8 bytes needed, 0 left"));
  }

  static Stream<Damage> keys() {
    String tooLong = "k".repeat(65_536);
    return Stream.of(
        damage(
            "an empty key",
            GgufBytes.header(0, 1).key("", GgufBytes.STRING).string("text"),
            KEY,
            "a metadata key is empty"),
        damage(
            "a key of 65536 bytes",
            GgufBytes.header(0, 1).key(tooLong, GgufBytes.UINT8).int8(1),
            KEY,
            "the length of a metadata key is 65536 bytes, expected at most 65535"),
        damage(
            "a key of 2^63 bytes",
            GgufBytes.header(0, 1).int64(Long.MIN_VALUE).ones(8),
            KEY,
            "the length of a metadata key is 9223372036854775808, but only 8 bytes follow,"
                + " enough for 8"),
        damage(
            "a key twice",
            GgufBytes.header(0, 2)
                .key("k", GgufBytes.UINT8)
                .int8(1)
                .key("k", GgufBytes.UINT8)
                .int8(1),
            VALUE + 1,
            "the metadata key k appears twice"));
  }

  static Stream<Damage> values() {
    return Stream.of(
        damage(
            "value type 13",
            GgufBytes.header(0, 1).key("k", 13).ones(8),
            VALUE_TYPE,
            "the type of k is 13, expected 0 to 12"),
        damage(
            "value type 2^32-1",
            GgufBytes.header(0, 1).key("k", -1).ones(8),
            VALUE_TYPE,
            "the type of k is 4294967295, expected 0 to 12"),
        damage(
            "a bool of 2",
            GgufBytes.header(0, 1).key("k", GgufBytes.BOOL).int8(2),
            VALUE,
            "k is the byte 2, expected 0 or 1"),
        damage(
            "a bool of 255",
            GgufBytes.header(0, 1).key("k", GgufBytes.BOOL).int8(255),
            VALUE,
            "k is the byte 255, expected 0 or 1"),
        damage(
            "an integer that is cut",
            GgufBytes.header(0, 1).key("k", GgufBytes.UINT64).int32(1),
            VALUE,
            "the file ends inside k: 8 bytes needed, 4 left"),
        damage(
            "a string one byte past the end",
            GgufBytes.header(0, 1).key("k", GgufBytes.STRING).int64(4).text("abc"),
            VALUE,
            "the length of k is 4, but only 3 bytes follow, enough for 3"),
        damage(
            "a string of 2^64-1 bytes",
            GgufBytes.header(0, 1).key("k", GgufBytes.STRING).int64(-1).text("abc"),
            VALUE,
            "the length of k is 18446744073709551615, but only 3 bytes follow, enough for 3"));
  }

  static Stream<Damage> arrays() {
    int count = VALUE + 4;
    int elements = count + 8;
    return Stream.of(
        damage(
            "an array of arrays",
            GgufBytes.header(0, 1).array("k", GgufBytes.ARRAY, 0),
            VALUE,
            "k is an array of arrays, expected elements of a scalar type"),
        damage(
            "an array of element type 200",
            GgufBytes.header(0, 1).array("k", 200, 0),
            VALUE,
            "the type of an element of k is 200, expected 0 to 12"),
        damage(
            "an array whose size wraps to 0",
            GgufBytes.header(0, 1).array("k", GgufBytes.UINT64, 1L << 61).ones(16),
            count,
            "the element count of k is 2305843009213693952, but only 16 bytes follow,"
                + " enough for 2"),
        damage(
            "an array of 2^32 bytes",
            GgufBytes.header(0, 1).array("k", GgufBytes.UINT8, 1L << 32).ones(16),
            count,
            "the element count of k is 4294967296, but only 16 bytes follow, enough for 16"),
        damage(
            "an array one element past the end",
            GgufBytes.header(0, 1).array("k", GgufBytes.FLOAT32, 3).ones(11),
            count,
            "the element count of k is 3, but only 11 bytes follow, enough for 2"),
        damage(
            "a bool of 2 in an array",
            GgufBytes.header(0, 1).array("k", GgufBytes.BOOL, 3).hex("000102"),
            elements + 2,
            "k is the byte 2, expected 0 or 1"),
        damage(
            "more strings than fit",
            GgufBytes.header(0, 1).array("k", GgufBytes.STRING, 3).string("a").string("b"),
            count,
            "the element count of k is 3, but only 18 bytes follow, enough for 2"),
        damage(
            "a string of an array past the end",
            GgufBytes.header(0, 1).array("k", GgufBytes.STRING, 2).string("a").int64(9).text("b"),
            elements + 9,
            "the length of string 1 of k is 9, but only 1 bytes follow, enough for 1"));
  }

  static Stream<Damage> alignments() {
    return Stream.of(
        alignment(GgufBytes.UINT32, 0, "is 0, expected 1 to 2097152"),
        alignment(GgufBytes.UINT32, 33, "is 33, expected a power of two"),
        alignment(GgufBytes.UINT32, 1 << 22, "is 4194304, expected 1 to 2097152"),
        alignment(GgufBytes.UINT32, -1, "is 4294967295, expected 1 to 2097152"),
        alignment(GgufBytes.INT32, 32, "has type INT32, expected UINT32"),
        alignment(GgufBytes.FLOAT32, 32, "has type FLOAT32, expected an integer"));
  }

  static Stream<Damage> tensors() {
    Stream<Damage> shapes =
        Stream.of(
            tensor("an empty name", "", GgufBytes.F32, 0, "a tensor name is empty", 32),
            tensor(
                "a name of 64 bytes",
                "n".repeat(64),
                GgufBytes.F32,
                0,
                "the length of a tensor name is 64 bytes, expected at most 63",
                32),
            tensor("no dimension", GgufBytes.F32, "has 0 dimensions, expected 1 to 4"),
            tensor(
                "five dimensions",
                GgufBytes.F32,
                "has 5 dimensions, expected 1 to 4",
                32,
                1,
                1,
                1,
                1),
            damage(
                "2^32-1 dimensions",
                GgufBytes.header(1, 0).string("t").int32(-1).ones(128),
                TABLE,
                "tensor t has 4294967295 dimensions, expected 1 to 4"),
            tensor(
                "a dimension of 0",
                GgufBytes.F32,
                "has a dimension of 0, expected 1 or more",
                32,
                0),
            tensor(
                "a dimension of 2^64-1",
                GgufBytes.F32,
                "has a dimension of 18446744073709551615, expected 1 or more",
                32,
                -1),
            tensor(
                "an element count that wraps to 0",
                GgufBytes.F32,
                "has the shape [4294967296, 4294967296], whose size exceeds 2^63",
                1L << 32,
                1L << 32),
            tensor(
                "an element count that fits, but whose bytes wrap to 0",
                GgufBytes.F32,
                "has the shape [4611686018427387904], whose size exceeds 2^63",
                1L << 62),
            tensor(
                "a row that is no multiple of the block",
                GgufBytes.Q8_0,
                "has rows of 33 elements, no multiple of the Q8_0 block of 32",
                33,
                32));
    Stream<Damage> types =
        IntStream.of(4, 5, 31, 32, 33, 36, 37, 38, 43, 1000, -1)
            .mapToObj(id -> {
              String unsigned = Integer.toUnsignedString(id);
              return tensor(
                  "type " + unsigned,
                  id,
                  "has the type id " + unsigned + ", which is no ggml type",
                  32);
            });
    return Stream.concat(shapes, types);
  }

  static Stream<Damage> placements() {
    return Stream.of(
        tensorAt(4, "starts at data offset 4, no multiple of the alignment 32"),
        tensorAt(256, "needs 128 bytes at data offset 256, but the data section has 128"),
        tensorAt(32, "needs 128 bytes at data offset 32, but the data section has 128"),
        tensorAt(
            -32,
            "needs 128 bytes at data offset 18446744073709551584, but the data section has 128"),
        tensor(
            "a tensor whose end wraps, though its size does not",
            "t",
            GgufBytes.I8,
            32,
            "tensor t needs 9223372036854775776 bytes at data offset 32,"
                + " but the data section has 128",
            Long.MAX_VALUE - 31),
        damage(
            "a tensor of a file that ends before its data section",
            GgufBytes.header(1, 0).tensor("t", GgufBytes.F32, 0, 32),
            TABLE,
            "tensor t needs 128 bytes at data offset 0, but the data section has 0"),
        damage(
            "a name twice",
            GgufBytes.header(2, 0)
                .tensor("t", GgufBytes.F32, 0, 8)
                .tensor("t", GgufBytes.F32, 32, 8)
                .pad(32)
                .ones(64),
            TABLE + ENTRY_BYTES,
            "tensor t appears twice"),
        damage(
            "two tensors at one place",
            GgufBytes.header(2, 0)
                .tensor("t", GgufBytes.F32, 0, 8)
                .tensor("u", GgufBytes.F32, 0, 8)
                .pad(32)
                .ones(64),
            TABLE + ENTRY_BYTES,
            "tensor u overlaps tensor t in the data section"),
        damage(
            "a tensor that reaches into one which stands before it in the table",
            GgufBytes.header(2, 0)
                .tensor("t", GgufBytes.F32, 32, 8)
                .tensor("u", GgufBytes.F32, 0, 9)
                .pad(32)
                .ones(64),
            TABLE,
            "tensor t overlaps tensor u in the data section"));
  }

  @Test
  @DisplayName("without the damage the same files are accepted")
  void soundOriginals() {
    assertDoesNotThrow(() -> read(tensor("t", GgufBytes.F32, 0, 32).toArray()));
    assertDoesNotThrow(() -> read(GgufBytes.sample().toArray()));
    assertDoesNotThrow(
        () -> read(GgufBytes.header(0, 1).key("k".repeat(65_535), 0).int8(1).toArray()));
    assertDoesNotThrow(() -> read(tensor("n".repeat(63), GgufBytes.F32, 0, 32).toArray()));
    assertDoesNotThrow(() -> read(tensor("t", GgufBytes.F32, 0, 32, 1, 1, 1).toArray()));
  }

  @Test
  @DisplayName("a file that is cut anywhere before the end of its data is refused")
  void truncated() {
    MemorySegment whole = MemorySegment.ofArray(GgufBytes.sample().toArray());
    long dataEnd = whole.byteSize() - 44; // the last tensor has 20 bytes of its 64

    for (long length = 0; length < dataEnd; length++) {
      MemorySegment prefix = whole.asSlice(0, length);
      GgufFormatException e =
          assertThrows(
              GgufFormatException.class,
              () -> GgufReader.read(prefix),
              () -> "cut to " + prefix.byteSize() + " bytes");
      assertTrue(e.offset() <= length, e::getMessage);
    }
    for (long length = dataEnd; length <= whole.byteSize(); length++) {
      MemorySegment prefix = whole.asSlice(0, length);
      assertDoesNotThrow(
          () -> GgufReader.read(prefix), () -> "only padding lacks after " + prefix.byteSize());
    }
  }

  @Test
  @DisplayName("a string of an array that no Java string can hold is refused when the file opens")
  void longerThanJava() throws IOException {
    long tooLong = 1L << 31;
    Path path = folder.resolve("large.gguf");
    byte[] start = GgufBytes.header(0, 1).array("k", GgufBytes.STRING, 1).int64(tooLong).toArray();
    try (FileChannel out = FileChannel.open(path, CREATE_NEW, SPARSE, WRITE)) {
      out.write(ByteBuffer.wrap(start));
      out.write(ByteBuffer.wrap(new byte[1]), start.length + tooLong - 1);
    }

    GgufFormatException e = assertThrows(GgufFormatException.class, () -> GgufFile.open(path));

    assertEquals(
        "the length of string 0 of k is 2147483648 bytes, expected at most 2147483639", e.reason());
    assertEquals(VALUE + 12, e.offset());
  }

  private static void read(byte[] file) throws GgufFormatException {
    GgufReader.read(MemorySegment.ofArray(file));
  }

  private static Damage damage(String name, GgufBytes file, long offset, String reason) {
    return new Damage(name, file, offset, reason);
  }

  private static Damage version(int version, String reason) {
    return damage(
        "version " + Integer.toUnsignedString(version), GgufBytes.header(version, 0, 0), 4, reason);
  }

  private static Damage alignment(int type, int value, String complaint) {
    String key = "general.alignment";
    return damage(
        "alignment " + Integer.toUnsignedString(value) + " of type " + type,
        GgufBytes.header(0, 1).key(key, type).int32(value),
        KEY + 8 + key.length() + 4,
        key + " " + complaint);
  }

  private static Damage tensor(String damage, int type, String complaint, long... shape) {
    return tensor(damage, "t", type, 0, "tensor t " + complaint, shape);
  }

  private static Damage tensorAt(long offset, String complaint) {
    return tensor(
        "a tensor at " + Long.toUnsignedString(offset),
        "t",
        GgufBytes.F32,
        offset,
        "tensor t " + complaint,
        32);
  }

  private static Damage tensor(
      String damage, String name, int type, long offset, String reason, long... shape) {
    return damage(damage, tensor(name, type, offset, shape), TABLE, reason);
  }

  /** One tensor and 128 bytes of data. */
  private static GgufBytes tensor(String name, int type, long offset, long... shape) {
    return GgufBytes.header(1, 0).tensor(name, type, offset, shape).pad(32).ones(128);
  }
}
