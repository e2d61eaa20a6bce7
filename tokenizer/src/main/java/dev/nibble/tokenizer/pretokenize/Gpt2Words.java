package dev.nibble.tokenizer.pretokenize;

import static dev.nibble.tokenizer.pretokenize.CharacterClass.LETTER;
import static dev.nibble.tokenizer.pretokenize.CharacterClass.NUMBER;
import static dev.nibble.tokenizer.pretokenize.CharacterClass.SPACE;

/**
 * The pieces of GPT-2: {@code 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+|
 * ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+}.
 *
 * @see <a href="https://github.com/openai/gpt-2/blob/master/src/encoder.py">encoder.py</a>
 */
final class Gpt2Words implements Stage {
  private static final int SIGN = ~(SPACE | LETTER | NUMBER);

  @Override
  public int pieceEnd(char[] text, int from, int to) {
    int contraction = Contractions.end(text, from, to);
    if (contraction > from) {
      return contraction;
    }
    int start = text[from] == ' ' && from + 1 < to ? from + 1 : from;
    return switch (CharacterClass.at(text, start)) {
      case LETTER -> CharacterClass.runEnd(text, start, to, LETTER);
      case NUMBER -> CharacterClass.runEnd(text, start, to, NUMBER);
      case SPACE -> Spaces.end(text, from, to);
      default -> CharacterClass.runEnd(text, start, to, SIGN);
    };
  }
}
