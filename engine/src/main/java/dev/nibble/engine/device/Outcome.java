package dev.nibble.engine.device;

/**
 * What became of an operation of a device.
 *
 * @param <T> what it was to bring
 */
public sealed interface Outcome<T> {

  /**
   * It is done.
   *
   * @param value what it brought
   * @param <T> what that is
   */
  record Done<T>(T value) implements Outcome<T> {}

  /**
   * It is not, and nothing has changed.
   *
   * @param refusal why
   * @param <T> what it was to bring
   */
  record Refused<T>(Refusal refusal) implements Outcome<T> {}

  /** It is done and brought nothing. */
  @SuppressWarnings("NullAway") // Void has no other value.
  static Outcome<Void> done() {
    return new Done<>(null);
  }

  /**
   * It is not done.
   *
   * @param refusal why
   * @param <T> what it was to bring
   */
  static <T> Outcome<T> refused(Refusal refusal) {
    return new Refused<>(refusal);
  }
}
