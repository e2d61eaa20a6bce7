package dev.nibble.tokenizer.pretokenize;

import java.util.BitSet;

/** A set of characters. */
@FunctionalInterface
interface CharacterSet {

  /** Whether a code point is in the set. */
  boolean contains(int codePoint);

  /** All characters of some classes. */
  static CharacterSet ofClasses(int classes) {
    return codePoint -> (CharacterClass.of(codePoint) & classes) != 0;
  }

  /**
   * The characters between the brackets of a regular expression, such as {@code A-Za-z}, that are
   * no white space.
   *
   * @param ranges characters and ranges; a hyphen stands for itself at the beginning
   */
  static CharacterSet ofRanges(String ranges) {
    int[] points = ranges.codePoints().toArray();
    BitSet set = new BitSet();
    for (int i = 0; i < points.length; i++) {
      if (i + 2 < points.length && points[i + 1] == '-') {
        set.set(points[i], points[i + 2] + 1);
        i += 2;
      } else {
        set.set(points[i]);
      }
    }
    return codePoint -> set.get(codePoint) && CharacterClass.of(codePoint) != CharacterClass.SPACE;
  }

  /** What is in this set or in the other. */
  default CharacterSet or(CharacterSet other) {
    return codePoint -> contains(codePoint) || other.contains(codePoint);
  }
}
