package dev.nibble.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StopMatcherTest {
  @Test
  void textThatCannotBecomeAStopGoesOutAtOnce() {
    StopMatcher matcher = new StopMatcher(List.of("END"));
    assertEquals("abc", matcher.append("abc"));
    assertFalse(matcher.matched());
  }

  @Test
  void theBeginningOfAStopIsHeldBackUntilItIsDecided() {
    StopMatcher matcher = new StopMatcher(List.of("END"));
    assertEquals("a", matcher.append("aE"));
    assertEquals("", matcher.append("N"));
    assertEquals("ENT", matcher.append("T"));
    assertFalse(matcher.matched());
  }

  @Test
  void aStopAcrossPiecesEndsTheTextBeforeIt() {
    StopMatcher matcher = new StopMatcher(List.of("END"));
    assertEquals("one ", matcher.append("one E"));
    assertEquals("", matcher.append("ND two"));
    assertTrue(matcher.matched());
    assertEquals("", matcher.flush());
  }

  @Test
  void theFirstOfSeveralStopsWins() {
    StopMatcher matcher = new StopMatcher(List.of("two", "one"));
    assertEquals("zero ", matcher.append("zero one two"));
    assertTrue(matcher.matched());
  }

  @Test
  void aFailedBeginningMayHideAnother() {
    StopMatcher matcher = new StopMatcher(List.of("aab"));
    assertEquals("", matcher.append("aa"));
    assertEquals("a", matcher.append("a"));
    assertEquals("", matcher.append("b"));
    assertTrue(matcher.matched());
  }

  @Test
  void whatIsHeldAtTheEndComesOut() {
    StopMatcher matcher = new StopMatcher(List.of("END"));
    assertEquals("x", matcher.append("xEN"));
    assertEquals("EN", matcher.flush());
  }
}
