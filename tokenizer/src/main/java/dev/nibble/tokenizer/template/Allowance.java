package dev.nibble.tokenizer.template;

/** What a rendering may use. A template from anywhere must not keep a program busy. */
final class Allowance {
  /** Nodes that are evaluated, and 16 characters that are copied count as one: under a second. */
  private static final long STEPS = 2_000_000;

  /** Calls within calls, and lists within lists: far under what the stack has room for. */
  private static final int DEPTH = 100;

  /** Of a string or of all that is written: the text of a million tokens. */
  private static final int CHARACTERS = 4 << 20;

  private static final int CHARACTERS_A_STEP = 16;

  private long steps;
  private int depth;

  void step() {
    steps(1);
  }

  void steps(long count) {
    steps += count;
    if (steps > STEPS) {
      throw limit("takes more than %,d steps".formatted(STEPS));
    }
  }

  /** A string of so many characters is about to be made, or read through. */
  void characters(long count) {
    room(count);
    steps(count / CHARACTERS_A_STEP);
  }

  /** A string has grown to so many characters. */
  void room(long count) {
    if (count > CHARACTERS) {
      throw limit("makes a text of more than %,d characters".formatted(CHARACTERS));
    }
  }

  String made(String text) {
    characters(text.length());
    return text;
  }

  void enter() {
    if (++depth > DEPTH) {
      throw limit("goes more than %d levels deep".formatted(DEPTH));
    }
  }

  void leave() {
    depth--;
  }

  private static TemplateException limit(String what) {
    return new TemplateException(
        TemplateException.Kind.LIMIT,
        "the template %s; use another one if it is meant to".formatted(what));
  }
}
