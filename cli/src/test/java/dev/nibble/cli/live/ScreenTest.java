package dev.nibble.cli.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private static final List<String> LINES = List.of("-----", "one", "two", "three", "four");

  private final StringWriter output = new StringWriter();
  private TerminalSize size = new TerminalSize(10, 30);

  private Screen screen() {
    return new Screen(new PrintWriter(output), () -> size);
  }

  private List<String> shown(FakeTerminal terminal) {
    terminal.write(output.toString());
    output.getBuffer().setLength(0);
    return terminal.lines();
  }

  @Test
  @DisplayName("text scrolls above the dashboard, which stays where it is")
  void scrolls() {
    FakeTerminal terminal = new FakeTerminal(10, 30);
    terminal.write("$ nibble\n");
    Screen screen = screen();
    screen.begin();
    screen.draw(LINES);
    assertEquals("$ nibble", shown(terminal).getFirst());
    for (int i = 0; i < 20; i++) {
      screen.text("line " + i + "\n");
      screen.draw(LINES);
    }
    screen.text("the end");
    List<String> lines = shown(terminal);
    assertEquals(
        List.of("line 16", "line 17", "line 18", "line 19", "the end"), lines.subList(0, 5));
    assertEquals(LINES, lines.subList(5, 10));
    assertFalse(terminal.isAsBefore());
  }

  @Test
  @DisplayName("it makes room for itself at the foot of a full terminal, and leaves it empty")
  void makesRoom() {
    FakeTerminal terminal = new FakeTerminal(10, 30);
    terminal.write("\n".repeat(9) + "$ nibble\n");
    Screen screen = screen();
    screen.begin();
    screen.text("a story");
    screen.draw(LINES);
    assertEquals("$ nibble", shown(terminal).get(3));
    screen.clear();
    screen.text(" ends");
    List<String> lines = shown(terminal);
    assertEquals(List.of("$ nibble", "a story ends", "", "", "", "", ""), lines.subList(3, 10));
    assertTrue(terminal.isAsBefore());
  }

  @Test
  @DisplayName("the dashboard follows when the terminal grows")
  void adapts() {
    Screen screen = screen();
    screen.begin();
    screen.draw(LINES);
    size = new TerminalSize(20, 50);
    screen.adapt();
    output.getBuffer().setLength(0);
    screen.draw(LINES);
    assertEquals(49, screen.width());
    FakeTerminal terminal = new FakeTerminal(20, 50);
    assertEquals(LINES, shown(terminal).subList(15, 20));
  }

  @Test
  @DisplayName("a terminal of a few lines gets none")
  void fits() {
    assertTrue(Screen.fits(new TerminalSize(24, 80)));
    assertFalse(Screen.fits(new TerminalSize(6, 80)));
    assertFalse(Screen.fits(new TerminalSize(24, 10)));
  }
}
