package dev.nibble.tokenizer;

import static dev.nibble.tokenizer.TokenIndex.NONE;

import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.Metadata;
import dev.nibble.weights.MetadataArray;

/** The merges of a vocabulary and what they lead to. */
final class BpeVocabulary {
  private static final int USUAL_PAIR = 128;

  private static final byte UNKNOWN = 0;
  private static final byte REACHED = 1;
  private static final byte MISSED = 2;

  private final BpeSymbols symbols;
  private final BpeMerges merges;
  private final boolean wholeWordsFirst;

  /**
   * Whether merging the text of a token gives that token, found out when it is first asked. Threads
   * may find the same answer twice, but never another one.
   */
  private final byte[] reached;

  private BpeVocabulary(BpeSymbols symbols, BpeMerges merges, boolean wholeWordsFirst, int tokens) {
    this.symbols = symbols;
    this.merges = merges;
    this.wholeWordsFirst = wholeWordsFirst;
    this.reached = new byte[tokens];
  }

  /**
   * Reads the merges.
   *
   * @param metadata the metadata of a model file
   * @param vocabulary its tokens
   * @param wholeWordsFirst whether a word that is a token is not merged
   * @throws GgufFormatException if there are no merges, or one is no pair
   */
  static BpeVocabulary from(Metadata metadata, Vocabulary vocabulary, boolean wholeWordsFirst)
      throws GgufFormatException {
    MetadataArray pairs =
        metadata
            .strings(VocabularyKeys.MERGES)
            .orElseThrow(() -> metadata.missing(VocabularyKeys.MERGES));
    BpeSymbols symbols = new BpeSymbols(vocabulary);
    if (!symbols.spellsBytes()) {
      throw metadata.malformed(
          VocabularyKeys.TOKENS, "has no byte among its tokens, expected the 256 that spell text");
    }
    BpeMerges merges = new BpeMerges((int) pairs.size());
    char[] text = new char[USUAL_PAIR];
    for (int rank = 0; rank < pairs.size(); rank++) {
      String pair = pairs.string(rank);
      int blank = pair.indexOf(' ', 1);
      int length = pair.length() - 1;
      if (blank < 0 || blank == length) {
        throw metadata.malformed(
            VocabularyKeys.MERGES,
            "has %s at %d, expected two texts with a blank between them"
                .formatted(Quoted.of(pair), rank));
      }
      text = text.length < length ? new char[length] : text;
      pair.getChars(0, blank, text, 0);
      pair.getChars(blank + 1, pair.length(), text, blank);
      merges.put(
          symbols.symbol(text, 0, blank),
          symbols.symbol(text, blank, length),
          rank,
          symbols.symbol(text, 0, length));
    }
    return new BpeVocabulary(symbols, merges, wholeWordsFirst, vocabulary.size());
  }

  /** The symbol of a disguised byte. */
  int ofByte(char disguised) {
    return symbols.ofByte(disguised);
  }

  /** What becomes of two neighbours, or {@link BpeMerges#NONE}. */
  long merge(int left, int right) {
    return merges.find(left, right);
  }

  /** Adds the tokens of a symbol. */
  void spell(int symbol, IdBuffer out) {
    symbols.spell(symbol, out);
  }

  /**
   * The token that a whole word becomes, or {@link TokenIndex#NONE} where it has to be merged.
   *
   * @param word begins with the disguised bytes of the word
   * @param length how many these are
   * @param merge merges, where it takes that to know
   */
  int wholeWord(char[] word, int length, BpeMerge merge) {
    int id = symbols.token(word, length);
    return id == NONE || wholeWordsFirst || isReached(id, word, length, merge) ? id : NONE;
  }

  private boolean isReached(int id, char[] word, int length, BpeMerge merge) {
    if (reached[id] == UNKNOWN) {
      reached[id] = merge.becomes(word, length, id) ? REACHED : MISSED;
    }
    return reached[id] == REACHED;
  }
}
