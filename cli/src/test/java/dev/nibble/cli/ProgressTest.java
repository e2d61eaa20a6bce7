package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProgressTest {
  @Test
  @DisplayName("the bar shows task, share, count and remark, and is gone in the end")
  void bar() {
    StringWriter terminal = new StringWriter();
    try (Progress bar = new Progress(new PrintWriter(terminal), "quantize", "weights")) {
      bar.show(30, 40, "blk.0");
    }

    String shown = terminal.toString();
    for (String part : new String[] {"quantize", "75%", "30/40 weights", "blk.0"}) {
      assertTrue(shown.contains(part), shown);
    }
    assertTrue(shown.matches("(?s).*\\r +\\r"), "the last thing shown is an empty line: " + shown);
  }
}
