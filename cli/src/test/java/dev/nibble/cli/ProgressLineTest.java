package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final StringWriter terminal = new StringWriter();

  @Test
  void coversWhatALongerTextLeftAndIsGoneInTheEnd() {
    try (ProgressLine line = new ProgressLine(new PrintWriter(terminal))) {
      line.show("10 of 12");
      line.show("done");
    }
    assertEquals("\r10 of 12\rdone    \r    \r", terminal.toString());
  }

  @Test
  void leavesNoTraceWhereNothingWasShown() {
    new ProgressLine(new PrintWriter(terminal)).close();
    assertEquals("", terminal.toString());
  }
}
