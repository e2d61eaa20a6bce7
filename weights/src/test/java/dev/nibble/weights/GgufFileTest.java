package dev.nibble.weights;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an open file says of itself. */
final class GgufFileTest {
  @TempDir private Path folder;

  @Test
  @DisplayName("a file that was just written is in memory")
  void resident() throws IOException {
    Path written = folder.resolve("written.gguf");
    new GgufWriter().put("general.architecture", MetadataValue.string("llama")).write(written);
    try (GgufFile file = GgufFile.open(written)) {
      assertEquals(1, file.residentShare());
    }
  }

  @Test
  @DisplayName("so are its tensors")
  void residentTensors() throws IOException {
    try (GgufFile file = GgufFile.open(write("file.gguf", "llama", 1 << 16))) {
      assertEquals(1, file.residentShare(file.tensors().values()));
    }
  }

  @Test
  @DisplayName("tensors of a file are what compiled code has met where others lie in memory")
  void oneClass() throws IOException {
    try (GgufFile file = GgufFile.open(write("file.gguf", "llama", 8));
        Arena arena = Arena.ofShared()) {
      MemorySegment data = file.tensors().get("weights").data();
      assertSame(arena.allocate(8).getClass(), data.getClass());
      assertTrue(data.isReadOnly());
    }
  }

  @Test
  @DisplayName("a file may be closed twice, and its tensors cannot be read from then on")
  void closed() throws IOException {
    GgufFile file = GgufFile.open(write("file.gguf", "llama", 8));
    Tensor tensor = file.tensors().values().iterator().next();
    file.close();
    file.close();
    assertThrows(IllegalStateException.class, () -> tensor.data().get(JAVA_BYTE, 0));
  }

  @Test
  @DisplayName("the fingerprint is that of the bytes, whatever the file is called")
  void fingerprint() throws IOException {
    Path one = write("one.gguf", "llama", 1 << 16);
    String print = fingerprint(one);

    assertEquals(64, print.length());
    assertEquals(print, fingerprint(Files.copy(one, folder.resolve("copy.gguf"))));
    assertNotEquals(print, fingerprint(write("two.gguf", "gemma", 1 << 16)));
    assertNotEquals(print, fingerprint(write("longer.gguf", "llama", (1 << 16) + 4)));

    byte[] bytes = Files.readAllBytes(one);
    int data = bytes.length - 4 * (1 << 16);
    assertNotEquals(print, changed(bytes, data));
    assertNotEquals(print, changed(bytes, bytes.length - 1));
    assertNotEquals(print, changed(bytes, data + (4 * (1 << 16) - 512) / 7 + 100));
    assertEquals(print, changed(bytes, data + 5000), "between the samples");
  }

  @Test
  @DisplayName("every byte of a small tensor counts")
  void smallTensor() throws IOException {
    Path file = write("small.gguf", "llama", 1024);
    String print = fingerprint(file);
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 1; i <= 4 * 1024; i++) {
      assertNotEquals(print, changed(bytes, bytes.length - i), i + " from the end");
    }
  }

  @Test
  @DisplayName("the header alone says what the whole file holds and takes")
  void beginning() throws IOException {
    Path whole = write("whole.gguf", "llama", 1 << 16);
    byte[] bytes = Files.readAllBytes(whole);
    int data = bytes.length - 4 * (1 << 16);
    for (int length : new int[] {data, data + 100, bytes.length}) {
      Path part = Files.write(folder.resolve("part.gguf"), Arrays.copyOf(bytes, length));
      try (GgufFile file = GgufFile.openBeginning(part)) {
        Tensor tensor = file.tensors().get("weights");
        assertEquals(bytes.length, file.bytes());
        assertEquals(4 * (1 << 16), tensor.bytes());
        assertEquals(0, tensor.data().byteSize());
        assertEquals(400, tensor.range(1000, 100).bytes());
        assertEquals(4 * (1 << 16), tensor.slice(0, 1).bytes());
      }
    }
  }

  @Test
  @DisplayName("a header that is not whole is refused, and so is one that cannot be true")
  void halfAHeader() throws IOException {
    byte[] bytes = Files.readAllBytes(write("whole.gguf", "llama", 1024));
    int header = bytes.length - 4 * 1024 - 32;
    for (int length = 0; length < header; length++) {
      Path part = Files.write(folder.resolve("part.gguf"), Arrays.copyOf(bytes, length));
      assertThrows(GgufFormatException.class, () -> GgufFile.openBeginning(part));
    }
    MemorySegment far =
        MemorySegment.ofArray(
            GgufBytes.header(1, 0).tensor("far", 0, Long.MAX_VALUE - 31, 1L << 40).toArray());
    GgufFormatException e =
        assertThrows(GgufFormatException.class, () -> GgufReader.readBeginning(far));
    assertTrue(e.reason().contains("far needs"), e.reason());
  }

  private String changed(byte[] bytes, int at) throws IOException {
    byte[] changed = bytes.clone();
    changed[at] ^= 1;
    return fingerprint(Files.write(folder.resolve("changed.gguf"), changed));
  }

  private Path write(String name, String architecture, int floats) throws IOException {
    Path file = folder.resolve(name);
    MemorySegment data = MemorySegment.ofArray(new byte[floats * Float.BYTES]);
    new GgufWriter()
        .put("general.architecture", MetadataValue.string(architecture))
        .add("weights", TensorType.F32, List.of((long) floats), () -> data)
        .write(file);
    return file;
  }

  private static String fingerprint(Path path) throws IOException {
    try (GgufFile file = GgufFile.open(path)) {
      return file.fingerprint();
    }
  }
}
