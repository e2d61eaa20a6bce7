package dev.nibble.tokenizer.pretokenize;

/** One way to cut a text into pieces that leave nothing out. */
interface Stage {

  /**
   * Finds the end of a piece. White space at the end of the range is white space at the end of the
   * text: what lies beyond is not looked at.
   *
   * @param text well-formed UTF-16
   * @param from where the piece starts
   * @param to where the range ends, beyond from
   * @return where the piece ends, over from and at most to
   */
  int pieceEnd(char[] text, int from, int to);
}
