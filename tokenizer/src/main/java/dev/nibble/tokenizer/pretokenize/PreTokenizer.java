package dev.nibble.tokenizer.pretokenize;

import java.util.List;

/** A row of stages, each of which cuts the pieces of the one before; immutable. */
public final class PreTokenizer {
  /** What takes the pieces. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes a piece.
     *
     * @param text the text
     * @param from where the piece starts
     * @param to where it ends, over from
     */
    void accept(char[] text, int from, int to);
  }

  private final Stage[] stages;

  PreTokenizer(List<Stage> stages) {
    this.stages = stages.toArray(Stage[]::new);
  }

  /**
   * Cuts a text, in time that grows linearly with its length.
   *
   * @param text well-formed UTF-16: no lone surrogates
   * @param pieces takes the pieces, in order and without gaps
   */
  public void split(char[] text, Sink pieces) {
    split(0, text, 0, text.length, pieces);
  }

  private void split(int stage, char[] text, int from, int to, Sink pieces) {
    boolean last = stage == stages.length - 1;
    int start = from;
    while (start < to) {
      int end = stages[stage].pieceEnd(text, start, to);
      if (last) {
        pieces.accept(text, start, end);
      } else {
        split(stage + 1, text, start, end, pieces);
      }
      start = end;
    }
  }
}
