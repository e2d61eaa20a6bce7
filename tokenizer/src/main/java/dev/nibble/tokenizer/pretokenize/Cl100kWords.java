package dev.nibble.tokenizer.pretokenize;

import static dev.nibble.tokenizer.pretokenize.CharacterClass.NUMBER;
import static dev.nibble.tokenizer.pretokenize.CharacterClass.SPACE;

/**
 * The pieces of cl100k, and those of Llama 3 and Qwen, which differ in two details: {@code
 * (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|
 * ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+}.
 *
 * <p>The case of a contraction is that of ASCII, as in llama.cpp: U+017F is no s.
 *
 * @param letters the classes that make a word
 * @param mostDigits the most digits in a piece
 * @see <a href="https://github.com/openai/tiktoken/blob/main/tiktoken_ext/openai_public.py">
 *     openai_public.py</a>
 */
record Cl100kWords(int letters, int mostDigits) implements Stage {

  @Override
  public int pieceEnd(char[] text, int from, int to) {
    int contraction = Contractions.endInAnyCase(text, from, to);
    if (contraction > from) {
      return contraction;
    }
    int type = CharacterClass.at(text, from);
    if ((type & letters) != 0) {
      return CharacterClass.runEnd(text, from, to, letters);
    }
    if (type == NUMBER) {
      return Digits.end(text, from, to, mostDigits);
    }
    int next = from + CharacterClass.width(text, from);
    int nextType = next < to ? CharacterClass.at(text, next) : 0;
    if ((nextType & letters) != 0 && !Spaces.isLineBreak(text[from])) {
      return CharacterClass.runEnd(text, next, to, letters);
    }
    int sign = ~(SPACE | NUMBER | letters);
    if (type == SPACE && (text[from] != ' ' || (nextType & sign) == 0)) {
      return Spaces.endAtLine(text, from, to);
    }
    int end = CharacterClass.runEnd(text, next, to, sign);
    while (end < to && Spaces.isLineBreak(text[end])) {
      end++;
    }
    return end;
  }
}
