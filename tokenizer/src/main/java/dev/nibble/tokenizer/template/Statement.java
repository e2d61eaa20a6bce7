package dev.nibble.tokenizer.template;

import java.util.List;
import java.util.Optional;

/** A part of a template. */
sealed interface Statement {
  /** A variable that no template can name: what a body has written. */
  String WRITTEN = "(written)";

  /** Text that is written as it is. */
  record Data(String text) implements Statement {}

  /** {@code {{ value }}}. */
  record Print(Expression value, int line) implements Statement {}

  /** {@code {% if %}} and its branches; the one without a condition stands in {@code otherwise}. */
  record If(List<Branch> branches, List<Statement> otherwise) implements Statement {}

  /** A condition and what it leads to. */
  record Branch(Expression condition, int line, List<Statement> body) {}

  /** {@code {% for targets in items if condition %}}. */
  record For(
      Target target,
      Expression items,
      Optional<Expression> condition,
      List<Statement> body,
      List<Statement> otherwise,
      int line)
      implements Statement {}

  /** {@code {% set target = value %}}. */
  record Set(Target target, Expression value, int line) implements Statement {}

  /**
   * {@code {% set target %}...{% endset %}}: the body's text, which the value calls {@link
   * #WRITTEN}.
   */
  record SetBlock(Target target, Expression value, List<Statement> body, int line)
      implements Statement {}

  /** {@code {% macro name(parameters) %}}. */
  record Macro(
      String name, List<String> parameters, List<Expression> defaults, List<Statement> body)
      implements Statement {}

  /** {@code {% filter ... %}...{% endfilter %}}: likewise, printed. */
  record FilterBlock(Expression value, List<Statement> body, int line) implements Statement {}

  /** {@code {% break %}}. */
  record Break() implements Statement {}

  /** {@code {% continue %}}. */
  record Continue() implements Statement {}

  /** What is assigned to. */
  sealed interface Target {
    /** A variable. */
    record Variable(String name) implements Target {}

    /** A variable of a namespace. */
    record Field(String namespace, String name) implements Target {}

    /** Several, which take a list apart. */
    record Several(List<Target> targets) implements Target {}
  }
}
