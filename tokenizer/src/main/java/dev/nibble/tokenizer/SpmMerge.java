package dev.nibble.tokenizer;

import static dev.nibble.tokenizer.TokenIndex.NONE;

/**
 * One text on its way from characters to tokens, in O(n log n) steps for n characters.
 *
 * <p>The text is cut into runs that no token can cross, in practice words. A run is a chain of
 * symbols, at first one for each character. A queue holds the neighbours that together form a
 * token; the best pair is joined into its left symbol until no pair is left. A queue entry is not
 * removed when its pair changes: it is void unless it still says what the left symbol's proposal
 * says.
 *
 * <p>A joined symbol is a token by construction, so no symbol needs to be split again in the end.
 */
final class SpmMerge {
  private static final int NO_SYMBOL = -1;
  private static final int USUAL_RUN = 64;

  private final SpmPieces pieces;
  private final char[] text;

  /** For the symbol that starts at a character: where it ends. */
  private final int[] end;

  /** For the symbol that starts at a character: where the one before starts. */
  private final int[] previous;

  /** The token that the symbol was joined to, or none for a single character. */
  private final int[] token;

  /** The token that the symbol and the next one would be. */
  private final int[] proposal;

  private final MergeQueue queue = new MergeQueue(USUAL_RUN);
  private final SeenRuns seen;

  SpmMerge(SpmPieces pieces, char[] text) {
    this.pieces = pieces;
    this.text = text;
    this.end = new int[text.length];
    this.previous = new int[text.length];
    this.token = new int[text.length];
    this.proposal = new int[text.length];
    this.seen = new SeenRuns(text.length);
  }

  /** Adds the tokens of the text. */
  void encode(ByteFallback fallback, IdBuffer out) {
    int from = 0;
    while (from < text.length) {
      int to = pieces.runEnd(text, from);
      if (!seen.repeat(text, from, to, out)) {
        int idsFrom = out.size();
        merge(from, to);
        emit(from, to, fallback, out);
        seen.remember(text, from, to, idsFrom, out.size());
      }
      from = to;
    }
  }

  private void merge(int from, int to) {
    linkCharacters(from, to);
    while (!queue.isEmpty()) {
      long best = queue.pop();
      int left = (int) best;
      if (proposal[left] != NONE && entry(left) == best) {
        join(left, to);
      }
    }
  }

  private void linkCharacters(int from, int to) {
    int before = NO_SYMBOL;
    for (int symbol = from; symbol < to; symbol = end[symbol]) {
      end[symbol] = symbol + Character.charCount(Character.codePointAt(text, symbol));
      previous[symbol] = before;
      token[symbol] = NONE;
      if (before != NO_SYMBOL) {
        propose(before, symbol);
      }
      before = symbol;
    }
  }

  private void join(int left, int to) {
    int right = end[left];
    token[left] = proposal[left];
    proposal[left] = NONE;
    proposal[right] = NONE;
    end[left] = end[right];
    if (previous[left] != NO_SYMBOL) {
      propose(previous[left], left);
    }
    if (end[left] < to) {
      previous[end[left]] = left;
      propose(left, end[left]);
    }
  }

  private void propose(int left, int right) {
    proposal[left] = pieces.find(text, left, end[right]);
    if (proposal[left] != NONE) {
      queue.push(entry(left));
    }
  }

  /** Sorts by rank, then from left to right. */
  private long entry(int left) {
    return ((long) pieces.rank(proposal[left]) << Integer.SIZE) | left;
  }

  private void emit(int from, int to, ByteFallback fallback, IdBuffer out) {
    for (int symbol = from; symbol < to; symbol = end[symbol]) {
      int id = token[symbol] != NONE ? token[symbol] : pieces.find(text, symbol, end[symbol]);
      if (id != NONE) {
        out.add(id);
      } else {
        fallback.spell(Character.codePointAt(text, symbol), out);
      }
    }
  }
}
