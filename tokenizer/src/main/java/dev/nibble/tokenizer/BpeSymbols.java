package dev.nibble.tokenizer;

import static dev.nibble.tokenizer.TokenIndex.NONE;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What merging works on: strings of disguised bytes, by number. A token's number is its id; strings
 * that merges name and no token has come after.
 *
 * <p>Control, unknown and byte tokens have no symbol: text never becomes one of them, whatever the
 * merges say.
 */
final class BpeSymbols {
  private final TokenIndex index;
  private final int tokens;
  private final Map<String, Integer> others = new HashMap<>();
  private final List<String> otherTexts = new ArrayList<>();
  private final int[] ofByte = new int[256];

  BpeSymbols(Vocabulary vocabulary) {
    this.index = new TokenIndex(vocabulary.texts(), id -> vocabulary.type(id).isPiece());
    this.tokens = vocabulary.size();
    char[] text = new char[1];
    for (int value = 0; value < ofByte.length; value++) {
      text[0] = ByteAlphabet.character(value);
      ofByte[value] = symbol(text, 0, 1);
    }
  }

  /** Whether any byte is a token, so that there is a way to spell any text at all. */
  boolean spellsBytes() {
    return IntStream.of(ofByte).anyMatch(symbol -> symbol < tokens);
  }

  /** The token whose text is the first characters, or {@link TokenIndex#NONE}. */
  int token(char[] text, int length) {
    return index.find(text, 0, length);
  }

  /** The symbol of some characters, a new one where there is none yet. */
  int symbol(char[] text, int from, int to) {
    int id = index.find(text, from, to);
    return id == NONE ? other(new String(text, from, to - from)) : id;
  }

  /** The symbol of a disguised byte. */
  int ofByte(char disguised) {
    return ofByte[ByteAlphabet.value(disguised)];
  }

  /**
   * Adds the tokens of a symbol: itself, or those of its bytes, where a byte that has none leaves
   * no trace.
   */
  void spell(int symbol, IdBuffer out) {
    if (symbol < tokens) {
      out.add(symbol);
    } else {
      otherTexts
          .get(symbol - tokens)
          .chars()
          .map(ByteAlphabet::value)
          .filter(value -> value != ByteAlphabet.NO_BYTE && ofByte[value] < tokens)
          .forEach(value -> out.add(ofByte[value]));
    }
  }

  private int other(String text) {
    return others.computeIfAbsent(
        text,
        unknown -> {
          otherTexts.add(unknown);
          return tokens + otherTexts.size() - 1;
        });
  }
}
