package dev.nibble.engine.evaluate.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How sacreBLEU 2.6.0 splits, as printed by its tokenizer 13a. */
final class BleuTokensTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "The dog bit the man.    | The dog bit the man .",
        "It wasn't surprising.   | It wasn't surprising .",
        "$1,234.50 (5% off)!     | $ 1,234.50 ( 5 % off ) !",
        "U.S. troops             | U . S . troops",
        "well-known, 5-6 and 7-a | well-known , 5 - 6 and 7 - a",
        "wait... what..          | wait . . . what . .",
        "a,b 1,b a,1             | a , b 1 , b a , 1",
        "&quot;x&quot; &amp;lt;  | \" x \" <",
        "a<skipped>b             | ab",
        "[x]_{y}^z~`\\/@         | [ x ] _ { y } ^ z ~ ` \\ / @",
        "“né” 日本。🙂           | “né” 日本。🙂",
        "9.                      | 9 .",
        ".5                      | . 5",
      })
  @DisplayName("symbols stand alone; stops and hyphens depend on the digits around them")
  void tokens(String text, String tokens) {
    assertEquals(tokens, String.join(" ", BleuTokens.of(text)));
  }

  @Test
  @DisplayName("a hyphen at the end of a line joins two halves of a word")
  void lines() {
    assertEquals(List.of("together", "again", "end-"), BleuTokens.of("to-\ngether\nagain end-\n"));
  }

  @ParameterizedTest
  @CsvSource({"''", "' \t'"})
  @DisplayName("an empty text has none")
  void empty(String text) {
    assertEquals(List.of(), BleuTokens.of(text));
  }
}
