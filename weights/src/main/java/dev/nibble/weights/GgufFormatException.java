package dev.nibble.weights;

import java.io.IOException;
import java.io.Serial;

/**
 * A model file that does not hold what its format, or the model it declares, requires.
 *
 * <p>The message reads {@code byte OFFSET: REASON}; the reason says what was found and what was
 * expected.
 */
public final class GgufFormatException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final long offset;
  private final String reason;

  /**
   * Creates the exception.
   *
   * @param offset the offset in bytes from the start of the file at which the defect was seen
   * @param reason what was found there and what was expected
   */
  public GgufFormatException(long offset, String reason) {
    super("byte " + offset + ": " + reason);
    this.offset = offset;
    this.reason = reason;
  }

  /** The offset in bytes from the start of the file at which the defect was seen. */
  public long offset() {
    return offset;
  }

  /** What was found and what was expected, without the offset. */
  public String reason() {
    return reason;
  }
}
