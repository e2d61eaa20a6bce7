package dev.nibble.tokenizer.pretokenize;

import static dev.nibble.tokenizer.pretokenize.CharacterClass.SPACE;

/**
 * Makes runs of some characters pieces, and what lies between them: {@code \s?[set]{fewest,most}}.
 *
 * @param set the characters, none of them white space
 * @param fewest how many make a run
 * @param most after how many a new run begins
 * @param spaceBefore whether one white space in front belongs to a run
 */
record Isolated(CharacterSet set, int fewest, int most, boolean spaceBefore) implements Stage {

  /** {@code [set]+}. */
  static Isolated runs(CharacterSet set) {
    return new Isolated(set, 1, Integer.MAX_VALUE, false);
  }

  /** {@code \s?[set]+}. */
  static Isolated runsAfterSpace(CharacterSet set) {
    return new Isolated(set, 1, Integer.MAX_VALUE, true);
  }

  /** {@code [set]}. */
  static Isolated each(CharacterSet set) {
    return new Isolated(set, 1, 1, false);
  }

  @Override
  public int pieceEnd(char[] text, int from, int to) {
    int end = runEnd(text, from, to);
    if (end > from) {
      return end;
    }
    end = from + CharacterClass.width(text, from);
    while (end < to && runEnd(text, end, to) == end) {
      end += CharacterClass.width(text, end);
    }
    return end;
  }

  /** The end of the run that starts at a place; the place itself where none does. */
  private int runEnd(char[] text, int from, int to) {
    int end = spaceBefore && CharacterClass.at(text, from) == SPACE ? from + 1 : from;
    int count = 0;
    while (count < most && end < to && set.contains(Character.codePointAt(text, end))) {
      end += CharacterClass.width(text, end);
      count++;
    }
    return count < fewest ? from : end;
  }
}
