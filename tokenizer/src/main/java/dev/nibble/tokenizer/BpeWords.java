package dev.nibble.tokenizer;

import static dev.nibble.tokenizer.TokenIndex.NONE;

import dev.nibble.tokenizer.pretokenize.PreTokenizer;

/** Turns the words of one text into ids, with scratch space that lasts as long as the text. */
final class BpeWords implements PreTokenizer.Sink {
  private static final int USUAL_WORD = 64;

  /** UTF-8 has no more bytes for a char. */
  private static final int MOST_BYTES = 3;

  private final BpeVocabulary vocabulary;
  private final BpeMerge merge;
  private final IdBuffer out;
  private char[] word = new char[MOST_BYTES * USUAL_WORD];

  BpeWords(BpeVocabulary vocabulary, IdBuffer out) {
    this.vocabulary = vocabulary;
    this.merge = new BpeMerge(vocabulary);
    this.out = out;
  }

  @Override
  public void accept(char[] text, int from, int to) {
    if (word.length < MOST_BYTES * (to - from)) {
      word = new char[MOST_BYTES * (to - from)];
    }
    int length = ByteAlphabet.disguise(text, from, to, word);
    int id = vocabulary.wholeWord(word, length, merge);
    if (id == NONE) {
      merge.encode(word, length, out);
    } else {
      out.add(id);
    }
  }
}
