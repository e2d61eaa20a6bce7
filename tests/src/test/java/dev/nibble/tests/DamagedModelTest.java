package dev.nibble.tests;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.tokenizer.UnsupportedTokenizerException;
import dev.nibble.weights.GgufFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files are refused with a reason, at once and cheaply; sound ones are not. */
final class DamagedModelTest {
  private static final long MAX_SECONDS = 2;
  private static final long MEBIBYTE = 1 << 20;

  /** Where the data section of the control file starts. */
  private static final int CONTROL_HEADER_BYTES = 1696;

  @TempDir Path folder;

  @BeforeAll
  static void loadClasses() {
    assertTrue(Opening.of(Material.bundledModel()).failure().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("dev.nibble.tests.ConformanceFile#bundled")
  @DisplayName("a conformance file meets its verdict")
  void bundled(ConformanceFile file) throws IOException {
    byte[] bytes = file.bytes();
    assertEquals(file.sha256(), sha256(bytes), "put together as its origin was");

    assertVerdict(file, Files.write(folder.resolve(file.name()), bytes));
  }

  @Test
  @DisplayName("the conformance files of the shared material meet their verdicts")
  void shared() throws IOException {
    Path shared = Material.shared("bad-gguf");
    String manifest = Files.readString(shared.resolve("manifest.jsonl"));

    assertAll(
        ConformanceFile.parse(manifest).stream()
            .map(file -> () -> assertVerdict(file, shared.resolve(file.name()))));
  }

  @ParameterizedTest
  @ValueSource(bytes = {0x00, (byte) 0xff})
  @DisplayName("with any one byte of its header replaced a model opens or is refused for a reason")
  void everyByte(byte replacement) throws IOException {
    byte[] bytes = ConformanceFile.control();
    Path path = folder.resolve("model.gguf");
    int refused = 0;
    for (int at = 0; at < CONTROL_HEADER_BYTES; at++) {
      byte sound = bytes[at];
      bytes[at] = replacement;
      Opening opening = Opening.of(Files.write(path, bytes));
      bytes[at] = sound;

      assertCheap(opening, bytes.length);
      opening.failure().ifPresent(e -> assertReasoned(e, bytes.length));
      refused += opening.failure().isPresent() ? 1 : 0;
    }
    assertTrue(refused > CONTROL_HEADER_BYTES / 5, () -> "most bytes of a header matter");
  }

  @Test
  @DisplayName("the conformance files are many, and of each verdict")
  void notVacuous() {
    Map<ConformanceFile.Verdict, Integer> counts = new EnumMap<>(ConformanceFile.Verdict.class);
    List<ConformanceFile> files = ConformanceFile.bundled();
    files.forEach(file -> counts.merge(file.verdict(), 1, Integer::sum));

    assertEquals(
        Map.of(
            ConformanceFile.Verdict.ACCEPT, 4,
            ConformanceFile.Verdict.REJECT, 38,
            ConformanceFile.Verdict.EITHER, 1),
        counts);
  }

  private static void assertVerdict(ConformanceFile file, Path path) throws IOException {
    Opening opening = Opening.of(path);

    assertCheap(opening, Files.size(path));
    if (file.verdict() != ConformanceFile.Verdict.EITHER) {
      assertEquals(
          file.verdict() == ConformanceFile.Verdict.REJECT,
          opening.failure().isPresent(),
          () -> opening.failure().toString());
    }
    if (opening.failure().isPresent()) {
      assertInstanceOf(GgufFormatException.class, opening.failure().get());
      assertReasoned(opening.failure().get(), Files.size(path));
    }
  }

  /** The failure says where or what; {@code bytes} is the file's size. */
  private static void assertReasoned(IOException failure, long bytes) {
    switch (failure) {
      case GgufFormatException e -> {
        assertTrue(e.offset() >= 0 && e.offset() <= bytes, e::getMessage);
        assertFalse(e.reason().isBlank());
      }
      case UnsupportedModelException e -> assertFalse(e.found().isBlank());
      case UnsupportedTokenizerException e -> assertNotEquals("llama", e.found());
      default -> throw new AssertionError("no reason of a damaged file", failure);
    }
  }

  private static void assertCheap(Opening opening, long bytes) {
    assertTrue(opening.time().toSeconds() < MAX_SECONDS, opening::toString);
    assertTrue(opening.allocatedBytes() < MEBIBYTE + 4 * bytes, opening::toString);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
