package dev.nibble.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.engine.Engine;
import dev.nibble.tokenizer.Tokenizer;
import dev.nibble.weights.GgufFile;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs that show how to have Nibble inside one's own, built as their readers build them.
 */
final class ExamplesTest {
  @TempDir private Path folder;

  /** What a program needs of this build: three jars and nothing else. */
  private static String jars() {
    String jars =
        Stream.of(GgufFile.class, Tokenizer.class, Engine.class)
            .map(ExamplesTest::home)
            .collect(Collectors.joining(File.pathSeparator));
    assumeTrue(jars.endsWith(".jar"), "the jars are not packaged: run ./mvnw verify");
    return jars;
  }

  private static String home(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private Finished run(String program, String... arguments)
      throws IOException, InterruptedException {
    String path = Path.of(System.getProperty("java.home"), "bin", program).toString();
    return new ChildProcess(
            folder, Stream.concat(Stream.of(path), Stream.of(arguments)).toArray(String[]::new))
        .run();
  }

  @Test
  @DisplayName("stories are streamed, cut short and told at once, by the jars alone")
  void stories() throws IOException, InterruptedException {
    String jars = jars();
    Finished compiled =
        run(
            "javac",
            "-Xlint:all",
            "--module-path",
            jars,
            "--add-modules",
            "dev.nibble.engine",
            "-d",
            "classes",
            Material.examples().resolve("Stories.java").toString());
    assertEquals(0, compiled.exitCode(), compiled.err());
    assertFalse(compiled.err().contains("Stories.java"), compiled.err());

    Finished told =
        run(
            "java",
            "--module-path",
            jars,
            "--add-modules",
            "dev.nibble.engine,jdk.incubator.vector",
            "-cp",
            "classes",
            "Stories",
            Material.bundledModel().toString());
    assertEquals(0, told.exitCode(), told.err());
    List<String> lines = told.out().lines().toList();
    assertTrue(told.out().matches("(?s).+\\R40 tokens, \\d+ a second\\R.*"), told.out());
    assertTrue(told.out().matches("(?s).*\\RCANCELLED after \\d tokens\\R.*"), told.out());
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("Tom ")), told.out());
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("Lily ")), told.out());
  }
}
