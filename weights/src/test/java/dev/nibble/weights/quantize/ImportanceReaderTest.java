package dev.nibble.weights.quantize;

import static dev.nibble.weights.MetadataValue.array;
import static dev.nibble.weights.MetadataValue.string;
import static dev.nibble.weights.MetadataValue.uint32;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.GgufWriter;
import dev.nibble.weights.MetadataArray;
import dev.nibble.weights.MetadataValue;
import dev.nibble.weights.TensorType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Importance files as llama.cpp writes them, and what is wrong with others. */
final class ImportanceReaderTest {
  private static final MetadataValue NAMES =
      array(MetadataArray.ofStrings(List.of("calibration.txt")));

  @TempDir Path folder;

  /** What stands before the tensors. */
  private static GgufWriter header() {
    return new GgufWriter()
        .put("general.type", string("imatrix"))
        .put("imatrix.datasets", NAMES)
        .put("imatrix.chunk_count", uint32(3))
        .put("imatrix.chunk_size", uint32(2));
  }

  private static MemorySegment bytes(float... values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return MemorySegment.ofBuffer(buffer);
  }

  private static GgufWriter add(GgufWriter writer, String name, List<Long> shape, float... values) {
    return writer.add(name, TensorType.F32, shape, () -> bytes(values));
  }

  private static List<Long> shape(long... dimensions) {
    return LongStream.of(dimensions).boxed().toList();
  }

  private Path write(GgufWriter writer) throws IOException {
    Path file = folder.resolve("imatrix.gguf");
    writer.write(file);
    return file;
  }

  /** ggml drops trailing dimensions of one, and newer versions add the plain sums. */
  @Test
  @DisplayName("a file in llama.cpp's layout is read, its plain sums passed over")
  void llamaCpp() throws IOException {
    GgufWriter writer = header();
    add(writer, "blk.0.ffn_down.weight.in_sum2", shape(3), 6, 12, 3);
    add(writer, "blk.0.ffn_down.weight.counts", shape(1), 6);
    add(writer, "blk.0.ffn_down.weight.in_sum", shape(3), -1, 2, 3);
    add(writer, "blk.1.ffn_down_exps.weight.in_sum2", shape(2, 2), 1, 2, 3, 4);
    add(writer, "blk.1.ffn_down_exps.weight.counts", shape(1, 2), 2, 2);
    add(writer, "output.weight.counts", shape(1, 1), 0);
    add(writer, "output.weight.in_sum2", shape(1, 1), 0);
    Importance read = Importance.read(write(writer));

    assertEquals(new Calibration(List.of("calibration.txt"), 3, 2), read.calibration());
    assertArrayEquals(new float[] {1, 2, 0.5f}, read.of("blk.0.ffn_down.weight"));
    assertArrayEquals(new float[] {1, 1.5f}, read.of("blk.1.ffn_down_exps.weight"));
    assertEquals(0, read.of("output.weight").length);
  }

  private static Arguments damage(String complaint, Consumer<GgufWriter> damage) {
    return arguments(complaint, damage);
  }

  private static Arguments values(String complaint, float sum, float count) {
    return damage(
        complaint,
        file -> {
          add(file, "w.in_sum2", shape(2), 1, sum);
          add(file, "w.counts", shape(1), count);
        });
  }

  private static Arguments shapes(String complaint, List<Long> sums, List<Long> counts) {
    return damage(
        complaint,
        file -> {
          add(file, "w.in_sum2", sums, new float[(int) elements(sums)]);
          add(file, "w.counts", counts, new float[(int) elements(counts)]);
        });
  }

  private static long elements(List<Long> shape) {
    return shape.stream().reduce(1L, (a, b) -> a * b);
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        damage(
            "general.type is model, expected imatrix", f -> f.put("general.type", string("model"))),
        damage(
            "general.type has type UINT32, expected a string",
            f -> f.put("general.type", uint32(1))),
        damage("imatrix.datasets has type STRING", f -> f.put("imatrix.datasets", string("a"))),
        damage(
            "imatrix.chunk_count has type STRING, expected an integer",
            f -> f.put("imatrix.chunk_count", string("3"))),
        damage(
            "imatrix.chunk_size is 4294967295, expected 0 to",
            f -> f.put("imatrix.chunk_size", uint32(0xFFFF_FFFFL))),
        damage("there is no tensor whose name ends in .in_sum2", _ -> {}),
        damage(
            "tensor w.in_sum2 stands alone, expected w.counts beside it",
            f -> add(f, "w.in_sum2", shape(2), 1, 1)),
        damage(
            "tensor w.counts stands alone, expected w.in_sum2 beside it",
            f -> add(f, "w.counts", shape(1), 1)),
        damage(
            "tensor w.counts has type I32, expected F32",
            f -> {
              add(f, "w.in_sum2", shape(2), 1, 1);
              f.add("w.counts", TensorType.I32, shape(1), () -> bytes(1));
            }),
        damage(
            "tensor w.in_sum2 has type F16, expected F32",
            f -> {
              f.add("w.in_sum2", TensorType.F16, shape(2), () -> bytes(1));
              add(f, "w.counts", shape(1), 1);
            }),
        shapes("tensor w.counts has the shape 2, expected 1 x 1", shape(2), shape(2)),
        shapes("tensor w.counts has the shape 1 x 2, expected 1 x 3", shape(2, 3), shape(1, 2)),
        shapes("tensor w.counts has the shape 2 x 2, expected 1 x 2", shape(2, 2), shape(2, 2)),
        values("tensor w.in_sum2 holds NaN, expected a finite number", Float.NaN, 1),
        values("tensor w.in_sum2 holds -1.0, expected", -1, 1),
        values("tensor w.in_sum2 holds Infinity, expected", Float.POSITIVE_INFINITY, 1),
        values("tensor w.counts holds NaN, expected", 1, Float.NaN),
        values("tensor w.counts holds -3.0, expected", 1, -3),
        values("tensor w.counts has a count of 0.5, expected 0, or 1 or more", 1, 0.5f));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  @DisplayName("each damage has its message")
  void damaged(String complaint, Consumer<GgufWriter> damage) throws IOException {
    GgufWriter writer = header();
    damage.accept(writer);
    refused(write(writer), complaint);
  }

  private static void refused(Path file, String complaint) {
    GgufFormatException e = assertThrows(GgufFormatException.class, () -> Importance.read(file));
    assertTrue(e.getMessage().contains(complaint), e.getMessage());
  }

  @Test
  @DisplayName("each key that is missing is named")
  void missingKeys() throws IOException {
    List<String> keys =
        List.of("general.type", "imatrix.datasets", "imatrix.chunk_count", "imatrix.chunk_size");
    for (String missing : keys) {
      GgufWriter writer = new GgufWriter();
      for (String key : keys) {
        if (!key.equals(missing)) {
          writer.put(key, value(key));
        }
      }
      refused(write(writer), missing + " is missing");
    }
  }

  private static MetadataValue value(String key) {
    return switch (key) {
      case "general.type" -> string("imatrix");
      case "imatrix.datasets" -> NAMES;
      default -> uint32(1);
    };
  }

  @Test
  @DisplayName("the older format is refused with the way out of it")
  void olderFormat() throws IOException {
    byte[] name = "blk.0.attn_q.weight".getBytes(US_ASCII);
    ByteBuffer dat = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    dat.putInt(1).putInt(name.length).put(name).putInt(1).putInt(1).putFloat(0.5f);
    Path file = Files.write(folder.resolve("imatrix.dat"), dat.array());

    refused(file, "expected \"GGUF\": no GGUF file. An importance matrix in llama.cpp's older");
    refused(file, "llama-imatrix --in-file OLD.dat -o NEW.gguf");
  }

  @Test
  @DisplayName("a file that ends early is refused, wherever it ends")
  void truncated() throws IOException {
    GgufWriter writer = header();
    add(writer, "w.in_sum2", shape(2), 1, 1);
    add(writer, "w.counts", shape(1), 1);
    byte[] whole = Files.readAllBytes(write(writer));
    // Behind the last count nothing but padding follows.
    int needed = whole.length - 32 + Float.BYTES;
    for (int length = 0; length < needed; length++) {
      Path part = Files.write(folder.resolve("part.gguf"), Arrays.copyOf(whole, length));
      assertThrows(GgufFormatException.class, () -> Importance.read(part), length + " bytes");
    }
  }
}
