package dev.nibble.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class DraftLengthTest {
  private final DraftLength length = new DraftLength(16);

  @Test
  @DisplayName("drafts grow up to the limit while all of them are right")
  void grows() {
    assertEquals(4, length.next());
    length.learn(4, 4);
    assertEquals(8, length.next());
    length.learn(8, 8);
    length.learn(16, 16);
    assertEquals(16, length.next());
  }

  @Test
  @DisplayName("a short draft that is right does not make the next ones shorter")
  void keeps() {
    length.learn(1, 1);
    assertEquals(4, length.next());
  }

  @Test
  @DisplayName("a draft that was right for a while is followed by one that is a token longer")
  void shrinks() {
    length.learn(16, 16);
    length.learn(16, 5);
    assertEquals(6, length.next());
  }

  @Test
  @DisplayName("always wrong, it costs a token in some thirty")
  void givesUp() {
    int drafted = 0;
    for (int pass = 0; pass < 1000; pass++) {
      int next = length.next();
      if (next > 0) {
        drafted += next;
        length.learn(next, 0);
      }
    }
    assertTrue(drafted > 20 && drafted < 45, drafted + " tokens");
  }

  @Test
  @DisplayName("right once, pauses begin with the shortest again")
  void recovers() {
    for (int wrong = 0; wrong < 20; wrong++) {
      length.learn(1, 0);
    }
    length.learn(1, 1);
    length.learn(1, 0);
    assertEquals(0, length.next());
    assertTrue(length.next() > 0);
  }

  @Test
  @DisplayName("where nothing may be drafted nothing is")
  void none() {
    assertEquals(0, new DraftLength(0).next());
  }
}
