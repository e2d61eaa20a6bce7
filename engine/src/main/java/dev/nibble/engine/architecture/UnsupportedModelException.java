package dev.nibble.engine.architecture;

import java.io.IOException;
import java.io.Serial;

/** A sound model file that asks for something that is not implemented. */
public final class UnsupportedModelException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final String found;
  private final String supported;

  /**
   * Creates the exception.
   *
   * @param found what the file asks for
   * @param supported what it could ask for instead
   */
  public UnsupportedModelException(String found, String supported) {
    super("%s is not supported, only: %s".formatted(found, supported));
    this.found = found;
    this.supported = supported;
  }

  /** What the file asks for. */
  public String found() {
    return found;
  }

  /** What it could ask for instead. */
  public String supported() {
    return supported;
  }
}
