package dev.nibble.weights;

import static dev.nibble.weights.MetadataValue.array;
import static dev.nibble.weights.MetadataValue.bool;
import static dev.nibble.weights.MetadataValue.float32;
import static dev.nibble.weights.MetadataValue.string;
import static dev.nibble.weights.MetadataValue.uint32;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.nibble.weights.MetadataValue.FloatValue;
import dev.nibble.weights.MetadataValue.IntegerValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written, and what stays as it was when nothing can be. */
final class GgufWriterTest {
  private static final List<Long> ONE = List.of(1L);

  @TempDir Path folder;

  @Test
  @DisplayName("the bytes are those of the specification")
  void bytes() throws IOException {
    Path written = folder.resolve("written.gguf");
    new GgufWriter()
        .put("general.alignment", uint32(64))
        .put("i16", new IntegerValue(MetadataType.INT16, -2))
        .put("u64", new IntegerValue(MetadataType.UINT64, -1))
        .put("f32", float32(1.5f))
        .put("f64", new FloatValue(MetadataType.FLOAT64, 1.5))
        .put("bool", bool(true))
        .put("text", string("\u2581"))
        .put("strings", array(MetadataArray.ofStrings(List.of("a", ""))))
        .put("ints", array(MetadataArray.ofInts(1, -1)))
        .put("floats", array(MetadataArray.ofFloats(1.5f)))
        .add("q", TensorType.Q8_0, List.of(32L, 2L), () -> ones(68))
        .add("v", TensorType.F32, List.of(5L), () -> ones(20))
        .write(written);

    GgufBytes expected = GgufBytes.header(2, 10);
    expected.key("general.alignment", GgufBytes.UINT32).int32(64);
    expected.key("i16", GgufBytes.INT16).int16(-2);
    expected.key("u64", GgufBytes.UINT64).int64(-1);
    expected.key("f32", GgufBytes.FLOAT32).hex("0000c03f");
    expected.key("f64", GgufBytes.FLOAT64).hex("000000000000f83f");
    expected.key("bool", GgufBytes.BOOL).int8(1);
    expected.key("text", GgufBytes.STRING).hex("0300000000000000e29681");
    expected.array("strings", GgufBytes.STRING, 2).string("a").string("");
    expected.array("ints", GgufBytes.INT32, 2).int32(1).int32(-1);
    expected.array("floats", GgufBytes.FLOAT32, 1).hex("0000c03f");
    expected.tensor("q", GgufBytes.Q8_0, 0, 32, 2).tensor("v", GgufBytes.F32, 128, 5);
    expected.pad(64).ones(68).pad(64).ones(20).pad(64);
    assertArrayEquals(expected.toArray(), Files.readAllBytes(written));
  }

  @Test
  @DisplayName("a file with everything in it comes back byte for byte when it is written again")
  void sampleAgain() throws IOException {
    Path original = GgufBytes.sample().writeTo(folder.resolve("sample.gguf"));

    assertEquals(-1, Files.mismatch(original, rewritten(original)));
  }

  @Test
  @DisplayName("the bundled model comes back byte for byte when it is written again")
  void modelAgain() throws IOException {
    Path original = Material.bundledModel();

    assertEquals(-1, Files.mismatch(original, rewritten(original)));
  }

  @Test
  @DisplayName("a value that is put again is replaced where it stood")
  void replaced() throws IOException {
    Path target = folder.resolve("model.gguf");
    new GgufWriter()
        .put("first", uint32(1))
        .put("second", uint32(2))
        .put("first", string("new"))
        .write(target);

    try (GgufFile file = GgufFile.open(target)) {
      assertEquals(List.of("first", "second"), List.copyOf(file.metadata().asMap().keySet()));
      assertEquals(string("new"), file.metadata().asMap().get("first"));
    }
  }

  @Test
  @DisplayName("each source is asked once, when the data before it is on disk")
  void oneAtATime() throws IOException {
    Path target = folder.resolve("model.gguf");
    List<String> asked = new ArrayList<>();
    GgufWriter writer = new GgufWriter();
    for (String name : List.of("z", "a", "m")) {
      writer.add(
          name,
          TensorType.F32,
          List.of(1_000_000L),
          () -> {
            asked.add(name + " after " + onDisk() / 4_000_000);
            return ones(4_000_000);
          });
    }
    assertTrue(asked.isEmpty(), "nothing is asked for before the file is written");

    writer.write(target);

    assertEquals(List.of("z after 0", "a after 1", "m after 2"), asked);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("floats, bytes and native memory alike can be written")
  void sources(String kind, MemorySegment source) throws IOException {
    Path target = folder.resolve("model.gguf");
    new GgufWriter().add("t", TensorType.F32, List.of(2L), () -> source).write(target);

    try (GgufFile file = GgufFile.open(target)) {
      assertEquals(1.5f, file.tensors().get("t").data().get(Layouts.FLOAT32, 4), kind);
    }
  }

  static Stream<Arguments> sources() {
    float[] values = {0, 1.5f};
    MemorySegment bytes = MemorySegment.ofArray(new byte[8]);
    MemorySegment nativeBytes = Arena.ofAuto().allocate(8);
    return Stream.of(
        arguments("floats on the heap", MemorySegment.ofArray(values)),
        arguments("bytes on the heap", bytes.copyFrom(MemorySegment.ofArray(values))),
        arguments("native memory", nativeBytes.copyFrom(MemorySegment.ofArray(values))));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 3, 5, 1 << 20})
  @DisplayName("a source of another size than its shape leaves the target as it was")
  void wrongSize(long bytes) throws IOException {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> overOld(() -> MemorySegment.ofArray(new byte[(int) bytes])));

    assertEquals("the source of t gave " + bytes + " bytes, its shape needs 4", e.getMessage());
    assertOldAlone();
  }

  @Test
  @DisplayName("a source that fails leaves the target as it was")
  void failingSource() throws IOException {
    IOException failure = new IOException("the disk is gone");

    IOException e =
        assertThrows(
            IOException.class,
            () ->
                overOld(() -> {
                  throw failure;
                }));

    assertSame(failure, e);
    assertOldAlone();
  }

  @Test
  @DisplayName("a target that is being read is replaced as a whole, its reader keeps the old one")
  void replacedWhileOpen() throws IOException {
    Path target = GgufBytes.sample().writeTo(folder.resolve("model.gguf"));
    try (GgufFile old = GgufFile.open(target)) {
      new GgufWriter().put("k", uint32(1)).write(target);

      assertEquals(1, old.tensors().get("vector").data().get(Layouts.INT8, 0));
    }
    try (GgufFile now = GgufFile.open(target)) {
      assertEquals(List.of("k"), List.copyOf(now.metadata().asMap().keySet()));
    }
    assertEquals(List.of(target), files());
  }

  @Test
  @DisplayName("a folder that does not exist is no place for a file")
  void noFolder() {
    Path target = folder.resolve("absent/model.gguf");

    assertThrows(IOException.class, () -> new GgufWriter().write(target));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("what no reader would accept is refused before anything is written")
  void refused(String message, GgufCall call) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> call.on(new GgufWriter()));

    assertEquals(message, e.getMessage());
  }

  /** What a test does to a writer. */
  @FunctionalInterface
  interface GgufCall {
    void on(GgufWriter writer);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        refusal("a metadata key has 0 bytes, expected 1 to 65535", w -> w.put("", uint32(1))),
        refusal(
            "a metadata key has 65536 bytes, expected 1 to 65535",
            w -> w.put("\u00e4".repeat(32_768), uint32(1))),
        refusal(
            "the alignment is 0, expected a UINT32 power of two up to 2097152",
            w -> w.put("general.alignment", uint32(0))),
        refusal(
            "the alignment is 33, expected a UINT32 power of two up to 2097152",
            w -> w.put("general.alignment", uint32(33))),
        refusal(
            "the alignment is 4194304, expected a UINT32 power of two up to 2097152",
            w -> w.put("general.alignment", uint32(1 << 22))),
        refusal(
            "the alignment is 32, expected a UINT32 power of two up to 2097152",
            w -> w.put("general.alignment", new IntegerValue(MetadataType.INT32, 32))),
        refusal(
            "the alignment is 32, expected a UINT32 power of two up to 2097152",
            w -> w.put("general.alignment", string("32"))),
        refusal(
            "the tensor name '' has 0 bytes, expected 1 to 63",
            w -> w.add("", TensorType.F32, ONE, () -> ones(4))),
        refusal(
            "the tensor name '" + "\u00e4".repeat(32) + "' has 64 bytes, expected 1 to 63",
            w -> w.add("\u00e4".repeat(32), TensorType.F32, ONE, () -> ones(4))),
        refusal(
            "the tensor t was added before",
            w ->
                w.add("t", TensorType.F32, ONE, () -> ones(4))
                    .add("t", TensorType.F16, ONE, () -> ones(2))),
        shape("the shape [] of t is none, expected 1 to 4 positive dimensions", List.of()),
        shape(
            "the shape [1, 1, 1, 1, 1] of t is none, expected 1 to 4 positive dimensions",
            List.of(1L, 1L, 1L, 1L, 1L)),
        shape(
            "the shape [32, 0] of t is none, expected 1 to 4 positive dimensions",
            List.of(32L, 0L)),
        shape("the shape [-32] of t is none, expected 1 to 4 positive dimensions", List.of(-32L)),
        shape("a row of 33 Q8_0 elements is no multiple of 32", List.of(33L)));
  }

  private static Arguments refusal(String message, GgufCall call) {
    return arguments(message, call);
  }

  private static Arguments shape(String message, List<Long> shape) {
    return refusal(message, w -> w.add("t", TensorType.Q8_0, shape, () -> ones(34)));
  }

  private Path rewritten(Path original) throws IOException {
    Path target = folder.resolve("rewritten.gguf");
    try (GgufFile file = GgufFile.open(original)) {
      GgufWriter writer = new GgufWriter().putAll(file.metadata());
      file.tensors().values().forEach(writer::add);
      writer.write(target);
    }
    return target;
  }

  /** Writes a file with one sound tensor and one of four bytes over an old file. */
  private void overOld(GgufWriter.Source source) throws IOException {
    Path old = Files.writeString(folder.resolve("model.gguf"), "old");
    new GgufWriter()
        .add("sound", TensorType.F32, ONE, () -> ones(4))
        .add("t", TensorType.F32, ONE, source)
        .write(old);
  }

  private void assertOldAlone() throws IOException {
    Path old = folder.resolve("model.gguf");
    assertEquals("old", Files.readString(old));
    assertEquals(List.of(old), files(), "a temporary file stayed behind");
  }

  private long onDisk() {
    try {
      return Files.size(files().getFirst());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static MemorySegment ones(int count) {
    return MemorySegment.ofArray(new byte[count]).fill((byte) 1);
  }
}
