package dev.nibble.tokenizer;

/**
 * The tokens that merging can produce, which is produced first, and where none can be.
 *
 * <p>Control, unknown and byte tokens are not among them, as in SentencePiece: text can spell a
 * control token, but never becomes one.
 */
final class SpmPieces {
  private final TokenIndex index;
  private final int[] ranks;

  /** The characters that stand side by side in a token. */
  private final CharacterPairs neighbours = new CharacterPairs();

  SpmPieces(Vocabulary vocabulary) {
    this.index = new TokenIndex(vocabulary.texts(), id -> vocabulary.type(id).isPiece());
    this.ranks = new int[vocabulary.size()];
    for (int id = 0; id < ranks.length; id++) {
      ranks[id] = rank(vocabulary.score(id));
      if (vocabulary.type(id).isPiece()) {
        addNeighbours(vocabulary.text(id));
      }
    }
  }

  /** The token whose text is the characters [from, to), or {@link TokenIndex#NONE}. */
  int find(char[] text, int from, int to) {
    return index.find(text, from, to);
  }

  /** The place of a token in the order of merging: the higher its score, the smaller. */
  int rank(int id) {
    return ranks[id];
  }

  /**
   * The end of the run of characters that starts at a place: the next place that no token crosses,
   * because none has the two characters beside it as neighbours.
   */
  int runEnd(char[] text, int from) {
    int end = from + 1;
    while (end < text.length
        && (neighbours.contains(text[end - 1], text[end]) || Character.isLowSurrogate(text[end]))) {
      end++;
    }
    return end;
  }

  private void addNeighbours(String text) {
    for (int i = 1; i < text.length(); i++) {
      neighbours.add(text.charAt(i - 1), text.charAt(i));
    }
  }

  /** Maps floats to ints in reverse order; adding 0 makes both zeros the same. */
  private static int rank(float score) {
    int bits = Float.floatToIntBits(score + 0.0f);
    return bits >= 0 ? ~bits : bits & Integer.MAX_VALUE;
  }
}
