package dev.nibble.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class CharacterPairsTest {
  @Test
  @DisplayName("a set of pairs holds what was added and nothing else, however large it grows")
  void agreesWithASetOfStrings() {
    SplittableRandom random = new SplittableRandom(3);
    CharacterPairs pairs = new CharacterPairs();
    Set<String> expected = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      char left = (char) random.nextInt(300);
      char right = (char) random.nextInt(300);
      assertEquals(expected.contains("" + left + right), pairs.contains(left, right));
      pairs.add(left, right);
      expected.add("" + left + right);
      assertTrue(pairs.contains(left, right));
    }
  }

  @Test
  @DisplayName("two NUL characters are a pair like any other")
  void nul() {
    CharacterPairs pairs = new CharacterPairs();
    assertFalse(pairs.contains('\0', '\0'));
    pairs.add('\0', '\0');
    assertTrue(pairs.contains('\0', '\0'));
    assertFalse(pairs.contains('\0', 'a'));
  }
}
