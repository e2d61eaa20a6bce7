package dev.nibble.engine;

/**
 * A message of a conversation.
 *
 * @param role who says it: what the model's template knows, {@code system}, {@code user} and {@code
 *     assistant} most often
 * @param content what is said
 */
public record ChatMessage(String role, String content) {
  static final String SYSTEM = "system";
  static final String USER = "user";

  /**
   * How the model is to behave.
   *
   * @param content the text
   */
  public static ChatMessage system(String content) {
    return new ChatMessage(SYSTEM, content);
  }

  /**
   * What a person says.
   *
   * @param content the text
   */
  public static ChatMessage user(String content) {
    return new ChatMessage(USER, content);
  }

  /**
   * What the model answered.
   *
   * @param content the text
   */
  public static ChatMessage assistant(String content) {
    return new ChatMessage("assistant", content);
  }
}
