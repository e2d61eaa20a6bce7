package dev.nibble.tokenizer.grammar;

import java.util.List;

/** What a rule, or a part of one, lets a text be. */
public sealed interface Expression {
  /** The {@link Repeat#max} of a repetition without an end. */
  int UNBOUNDED = Integer.MAX_VALUE;

  /** The empty text. */
  Expression EMPTY = new Sequence(List.of());

  /**
   * Exactly these characters.
   *
   * @param text well-formed UTF-16, perhaps empty
   */
  record Literal(String text) implements Expression {}

  /**
   * One character.
   *
   * @param allowed which ones
   */
  record Characters(CodePoints allowed) implements Expression {}

  /**
   * What another rule lets it be.
   *
   * @param rule its name
   */
  record Reference(String rule) implements Expression {}

  /**
   * One after the other.
   *
   * @param parts perhaps none: the empty text
   */
  record Sequence(List<Expression> parts) implements Expression {
    /** Copies the list. */
    public Sequence {
      parts = List.copyOf(parts);
    }
  }

  /**
   * Any one of them.
   *
   * @param alternatives one or more
   */
  record Choice(List<Expression> alternatives) implements Expression {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public Choice {
      alternatives = List.copyOf(alternatives);
      if (alternatives.isEmpty()) {
        throw new IllegalArgumentException("a choice of nothing, expected one alternative or more");
      }
    }
  }

  /**
   * The same several times.
   *
   * @param body what comes again
   * @param min how often at least
   * @param max how often at most; {@link #UNBOUNDED} for any number of times
   */
  record Repeat(Expression body, int min, int max) implements Expression {
    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if they are negative or exclude each other
     */
    public Repeat {
      if (min < 0 || max < min) {
        throw new IllegalArgumentException(
            "%d to %d times, expected 0 or more, and no more at least than at most"
                .formatted(min, max));
      }
    }
  }

  /**
   * One after the other.
   *
   * @param parts what stands behind what
   * @return the sequence
   */
  static Expression sequence(Expression... parts) {
    return new Sequence(List.of(parts));
  }

  /**
   * Any one of them.
   *
   * @param alternatives one or more
   * @return the choice, or the alternative where there is but one
   */
  static Expression choice(List<Expression> alternatives) {
    return alternatives.size() == 1 ? alternatives.getFirst() : new Choice(alternatives);
  }

  /**
   * It, or nothing.
   *
   * @param body what may be missing
   * @return the repetition
   */
  static Expression optional(Expression body) {
    return new Repeat(body, 0, 1);
  }
}
