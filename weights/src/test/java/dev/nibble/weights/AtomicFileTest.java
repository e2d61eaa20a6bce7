package dev.nibble.weights;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A file is what it was before, or what it was to become. */
final class AtomicFileTest {
  @TempDir private Path folder;

  private static void write(Path target, String text) throws IOException {
    AtomicFile.write(target, out -> out.write(text.getBytes(UTF_8)));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  @DisplayName("a failure in the middle leaves the old file and nothing else")
  void failure() throws IOException {
    Path target = Files.writeString(folder.resolve("a"), "old");

    assertThrows(
        IOException.class,
        () ->
            AtomicFile.write(
                target,
                out -> {
                  out.write("new".getBytes(UTF_8));
                  throw new IOException("stop");
                }));

    assertEquals("old", Files.readString(target));
    assertEquals(List.of("a"), names());
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
  @DisplayName("a link is followed, whether there is a file behind it or not yet")
  void links() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));

    write(link, "first");
    write(link, "second");

    assertTrue(Files.isSymbolicLink(link));
    assertEquals("second", Files.readString(folder.resolve("file")));
    assertEquals(List.of("file", "link"), names());
  }

  @Test
  @DisplayName("a file that is read is no target, by whatever name")
  void input() throws IOException {
    Path model = Files.writeString(folder.resolve("model"), "weights");
    Path sameFile = folder.resolve("../" + folder.getFileName() + "/model");
    Path absent = folder.resolve("absent");

    AtomicFile.check(folder.resolve("new"), model, absent);
    AtomicFile.check(model, absent);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> AtomicFile.check(sameFile, model));

    assertTrue(e.getMessage().endsWith("which is read: name another file"), e.getMessage());
  }

  @Test
  @DisplayName("a folder that takes no files is found out before")
  void readOnlyFolder() throws IOException {
    Path old = Files.writeString(folder.resolve("old"), "old");
    assertTrue(folder.toFile().setWritable(false));
    try {
      assumeFalse(Files.isWritable(folder), "this user may write everywhere");
      assertThrows(AccessDeniedException.class, () -> AtomicFile.check(folder.resolve("new")));
      assertThrows(AccessDeniedException.class, () -> AtomicFile.check(old));
    } finally {
      assertTrue(folder.toFile().setWritable(true));
    }
  }

  @Test
  @DisplayName("a folder, and a file in a folder that is not there, are found out before")
  void nowhere() {
    assertThrows(FileNotFoundException.class, () -> AtomicFile.check(folder));
    assertThrows(FileNotFoundException.class, () -> AtomicFile.check(folder.resolve("no/file")));
  }
}
