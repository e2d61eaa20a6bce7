package dev.nibble.engine.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which words of a command are Java's. */
final class JavaOptionsTest {
  @TempDir private Path folder;

  private static JavaOptions of(String program, String... command) throws IOException {
    return JavaOptions.of(command, program);
  }

  @Test
  @DisplayName("the program's own arguments are not, even if they look alike")
  void programArguments() throws IOException {
    JavaOptions options =
        of("Main -p -Xint", "java", "-XX:+UseSerialGC", "-cp", "a b.jar", "Main", "-p", "-Xint");
    assertTrue(options.has("-XX:+UseSerialGC"));
    assertTrue(options.has("a b.jar"));
    assertFalse(options.has("-Xint"));
    assertFalse(options.has("Main"));
  }

  @Test
  @DisplayName("of an option that was given twice the last one counts")
  void lastWins() {
    JavaOptions options = new JavaOptions(List.of("-XX:Level=1", "-ea", "-XX:Level=3"));
    assertEquals(Optional.of("3"), options.value("-XX:Level="));
    assertEquals(Optional.empty(), options.value("-XX:Other="));
  }

  @Test
  @DisplayName("options in an argument file are known, and the file is what was written")
  void argumentFile() throws IOException {
    Path file = Files.writeString(folder.resolve("options"), "# for speed\n-Xint -ea\n");
    JavaOptions options = of("Main", "java", "-Xint=1", "@" + file, "-Xmx1g", "Main");
    assertEquals(List.of("-Xint=1", "-Xint", "-ea", "-Xmx1g"), options.words());
    assertEquals(List.of(file), options.argumentFiles());
    assertEquals("-Xint=1 @" + file + " -Xmx1g", options.toString());
  }

  @Test
  @DisplayName("an argument file that is gone leaves the options unknown")
  void missingArgumentFile() {
    assertThrows(IOException.class, () -> of("Main", "java", "@nowhere", "Main"));
  }

  @ParameterizedTest
  @MethodSource("files")
  @DisplayName("argument files are read as Java reads them")
  void words(String text, List<String> words) {
    assertEquals(words, ArgumentFile.words(text));
  }

  /** What Java 25 makes of them itself. */
  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of("", List.of()),
        Arguments.of(" -a\t-b\r\n\f-c ", List.of("-a", "-b", "-c")),
        Arguments.of("-a # b\n#c\n-d", List.of("-a", "-d")),
        Arguments.of("-a=x#y\n-b", List.of("-b")),
        Arguments.of("-a='b c'\"d # e\"f", List.of("-a=b cd # ef")),
        Arguments.of("-a=\"\\t\\\"\\z\\\\\" -b=c\\d", List.of("-a=\t\"z\\", "-b=c\\d")),
        Arguments.of("-a=\"open b\n-c", List.of("-a=open b", "-c")),
        Arguments.of("-a='one \\\n  two' -b", List.of("-a=one two", "-b")));
  }
}
