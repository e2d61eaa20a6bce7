package dev.nibble.tokenizer.constrain;

import dev.nibble.tokenizer.Tokenizer;
import dev.nibble.tokenizer.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The tokens of a vocabulary by their bytes, in bands of about the same length. Immutable, and the
 * same for all grammars.
 *
 * <p>Bands are for what is counted: a count that is far from its bounds for the short tokens, which
 * are the most, may be near them for the long ones. Tokens that are no text are in no band.
 */
public final class TokenTrie {
  /** Bytes of the longest token of each band; longer ones are in one more. */
  private static final int[] BANDS = {4, 8, 16, 32};

  private final Tokenizer tokenizer;

  /** From the shortest to the longest tokens, none empty. */
  private final List<TokenBand> bands = new ArrayList<>();

  /** Those that end a text, or begin another one. */
  private final BitSet ends = new BitSet();

  /**
   * Sorts the tokens of a vocabulary.
   *
   * @param tokenizer which says what bytes they stand for
   */
  public TokenTrie(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    Vocabulary vocabulary = tokenizer.vocabulary();
    List<List<TokenBand.Entry>> entries = new ArrayList<>();
    for (int i = 0; i <= BANDS.length; i++) {
      entries.add(new ArrayList<>());
    }
    vocabulary.bos().ifPresent(ends::set);
    for (int id = 0; id < vocabulary.size(); id++) {
      byte[] bytes = tokenizer.bytes(id);
      if (vocabulary.isEndOfGeneration(id)) {
        ends.set(id);
      } else if (bytes.length > 0 && !ends.get(id)) {
        entries.get(band(bytes.length)).add(new TokenBand.Entry(bytes, id));
      }
    }
    for (List<TokenBand.Entry> band : entries) {
      if (!band.isEmpty()) {
        band.sort((a, b) -> Arrays.compareUnsigned(a.bytes(), b.bytes()));
        bands.add(new TokenBand(band));
      }
    }
  }

  private static int band(int length) {
    int found = Arrays.binarySearch(BANDS, length);
    return found < 0 ? -1 - found : found;
  }

  /** Whose tokens they are. */
  public Vocabulary vocabulary() {
    return tokenizer.vocabulary();
  }

  /** Bytes of the longest token of each band. */
  int[] spans() {
    return bands.stream().mapToInt(TokenBand::longest).toArray();
  }

  /** What a token is in a text. */
  byte[] bytes(int id) {
    return tokenizer.bytes(id);
  }

  /** Whether a token ends a text, or begins another one. */
  boolean isEnd(int id) {
    return ends.get(id);
  }

  /**
   * The tokens that may follow a state; those that end a text where it may end.
   *
   * @param automaton whose state it is, made for the {@link #spans} of this vocabulary
   */
  TokenMask follow(State state, Automaton automaton) {
    BitSet allowed = new BitSet(vocabulary().size());
    if (state.isComplete()) {
      allowed.or(ends);
    }
    for (int band = 0; band < bands.size(); band++) {
      State near = automaton.near(state, band);
      if (near == state) {
        bands.get(band).follow(state, automaton, allowed);
      } else {
        allowed.or(shared(near, band, automaton));
      }
    }
    return new TokenMask(allowed);
  }

  /** The tokens of a band that may follow all states near one. */
  private BitSet shared(State near, int band, Automaton automaton) {
    BitSet known = near.shared(band);
    if (known != null) {
      return known;
    }
    BitSet allowed = new BitSet();
    bands.get(band).follow(near, automaton, allowed);
    automaton.keep(near, band, allowed);
    return allowed;
  }
}
