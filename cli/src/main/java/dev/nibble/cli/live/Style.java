package dev.nibble.cli.live;

/** How parts of a line look: with colours, or all alike. */
enum Style {
  /** Colours that terminals have had for forty years. */
  COLOURED,
  /** None: what something is can be told from its characters. */
  PLAIN;

  private static final String RESET = "\u001b[0m";

  /** What a part of a line means. */
  enum Ink {
    NORMAL(""),
    FAINT("\u001b[2m"),
    DEVICE("\u001b[32m"),
    FALLEN("\u001b[33m"),
    CPU("\u001b[34m"),
    OVER("\u001b[31m");

    private final String code;

    Ink(String code) {
      this.code = code;
    }
  }

  /** What the user wants, see no-color.org. */
  static Style inUse() {
    String noColor = System.getenv("NO_COLOR");
    return noColor == null || noColor.isEmpty() ? COLOURED : PLAIN;
  }

  String dyed(Ink ink, String text) {
    return this == PLAIN || ink == Ink.NORMAL ? text : ink.code + text + RESET;
  }
}
