package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChildJavaTest {
  @Test
  @DisplayName("a second process gets what makes the first one fast, not what only one can have")
  void options() {
    List<String> shared =
        List.of(
            "--add-modules=jdk.incubator.vector", "-Xmx4g", "-XX:+UseSerialGC", "-Xlog:disable");
    List<String> own =
        List.of(
            "-agentlib:jdwp=transport=dt_socket,server=y,address=5005",
            "-javaagent:coverage.jar=destfile=x",
            "-XX:StartFlightRecording=filename=a.jfr",
            "-Xlog:gc:file=gc.log",
            "-Xlog:gc",
            "-verbose:gc",
            "-Dcom.sun.management.jmxremote.port=9010",
            "-XX:AOTCacheOutput=nibble.aot");
    List<String> all = List.of(shared, own, shared).stream().flatMap(List::stream).toList();
    assertEquals(
        List.of(shared, shared).stream().flatMap(List::stream).toList(), ChildJava.passedOn(all));
  }

  @Test
  @DisplayName("options do not come a second time through the environment")
  void environment() {
    Map<String, String> environment =
        new HashMap<>(Map.of("JAVA_TOOL_OPTIONS", "-Da=b", "JDK_JAVA_OPTIONS", "-Xmx1g", "A", "b"));
    ChildJava.forgetOptions(environment);
    assertEquals(Map.of("A", "b"), environment);
  }

  @Test
  @DisplayName("of what a process said before it failed, its error counts, then its last words")
  void lastWords() {
    assertEquals(
        "there is no file a.gguf",
        ChildJava.lastWords("WARNING: x\nnibble: there is no file a.gguf\nSee: help\n", 3));
    assertEquals("Killed", ChildJava.lastWords("WARNING: x\nKilled\n\n", 1));
    assertEquals("its process ended with exit code 137", ChildJava.lastWords("\n", 137));
  }
}
