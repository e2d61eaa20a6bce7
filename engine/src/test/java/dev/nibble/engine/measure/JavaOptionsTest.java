package dev.nibble.engine.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which words of a command are Java's. */
final class JavaOptionsTest {
  private static Optional<JavaOptions> of(String program, String... command) {
    return JavaOptions.of(command, program);
  }

  @Test
  @DisplayName("the program's own arguments are not, even if they look alike")
  void programArguments() {
    JavaOptions options =
        of("Main -p -Xint", "java", "-XX:+UseSerialGC", "-cp", "a b.jar", "Main", "-p", "-Xint")
            .orElseThrow();
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
  @DisplayName("options in a file of arguments are unknown")
  void argumentFile() {
    assertEquals(Optional.empty(), of("Main", "java", "@options", "Main"));
  }
}
