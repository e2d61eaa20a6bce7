package dev.nibble.cli.fallback;

/** What a part of the run shows. */
public enum Stage {
  /** The budget suffices for all that was planned. */
  OPTIMAL("all on the device (P_opt)"),
  /** It suffices for less and less. */
  FALLING("budget falls"),
  /** It suffices for nothing. */
  FALLEN("all on the CPU (P_fall)"),
  /** It suffices for more and more. */
  RETURNING("budget rises");

  private final String title;

  Stage(String title) {
    this.title = title;
  }

  /** What it is called. */
  public String title() {
    return title;
  }
}
