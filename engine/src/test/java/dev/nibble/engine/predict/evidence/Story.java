package dev.nibble.engine.predict.evidence;

/** A text that the bundled model knows how to read. */
final class Story {
  static final String TEXT =
      """
      Once upon a time, there was a little girl named Lily. She loved to play outside in the \
      park. One day, she saw a big, red ball. She wanted to play with it, but it was too high. \
      Lily's mom said, "Lily, let's go to the park." Lily was sad and didn't know what to do.
      """;

  private Story() {}
}
