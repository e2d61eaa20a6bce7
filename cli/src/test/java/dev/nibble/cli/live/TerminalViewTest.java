package dev.nibble.cli.live;

import static dev.nibble.cli.live.States.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TerminalViewTest {
  private static final String DRAWING = "\u001b[?25l";

  private final Logger log = Logger.getLogger("dev.nibble.device");
  private final StringWriter output = new StringWriter();
  private final AtomicLong clock = new AtomicLong(1_000_000_000);
  private final LiveView view =
      new TerminalView(
          new LiveSubject("host:0"),
          States.meters(2, MIB, 2 * MIB),
          new Screen(new PrintWriter(output), () -> new TerminalSize(12, 60)),
          Style.PLAIN,
          clock::get);

  private int drawings() {
    return output.toString().split(DRAWING.replace("[", "\\[").replace("?", "\\?"), -1).length - 1;
  }

  @Test
  @DisplayName("a thousand tokens a second are drawn sixteen times")
  void refresh() {
    assertEquals(1, drawings(), "before the first token");
    for (int i = 0; i < 1000; i++) {
      clock.addAndGet(1_000_000);
      view.show(States.meters(2, MIB, 2 * MIB), i);
    }
    assertTrue(drawings() >= 10 && drawings() <= 17, "drawn " + drawings() + " times");
    view.close();
  }

  @Test
  @DisplayName("the last state stays below the text, drawn or not; nothing comes behind it")
  void close() {
    assertEquals(Level.OFF, log.getLevel(), "the log is quiet meanwhile");
    view.text("a story");
    view.changed(States.left());
    view.show(States.meters(3, 3 * MIB, 2 * MIB), 49);
    view.close();
    view.close();
    assertFalse(view.text("more"));
    assertEquals(null, log.getLevel());
    FakeTerminal terminal = new FakeTerminal(12, 60);
    terminal.write(output.toString());
    assertTrue(terminal.isAsBefore());
    List<String> lines = terminal.lines();
    assertEquals("a story", lines.get(0));
    assertTrue(lines.get(1).startsWith("── host:0, token 49 "), lines::toString);
    assertTrue(lines.get(2).startsWith("layers ··▒██ ·  2 of 5 on the device"), lines::toString);
    assertTrue(lines.get(5).endsWith("layer 2 to the CPU at t"), "cut at 59: " + lines.get(5));
    assertEquals("", lines.get(6));
  }
}
