package dev.nibble.cli.validation;

import java.util.ArrayList;
import java.util.List;

/** Text in lines that a terminal does not break. */
public final class WrappedText {
  private WrappedText() {}

  /**
   * Breaks a text between words.
   *
   * @param text the text
   * @param indent what stands before each line
   * @param width how long a line may be; a word that is longer is not cut
   * @return one line or more
   */
  public static List<String> lines(String text, String indent, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(indent);
    for (String word : text.split(" ", -1)) {
      boolean empty = line.length() == indent.length();
      if (!empty && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
