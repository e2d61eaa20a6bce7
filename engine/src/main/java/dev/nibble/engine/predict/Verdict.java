package dev.nibble.engine.predict;

import java.util.Locale;

/** What a measurement makes of a prediction. */
public enum Verdict {
  /** The measurement is within the bound. */
  CONFIRMED,
  /** It is not. */
  REFUTED;

  /** In lower case, as tables and JSON have it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
