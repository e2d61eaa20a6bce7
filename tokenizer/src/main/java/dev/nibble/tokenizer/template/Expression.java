package dev.nibble.tokenizer.template;

import java.util.List;
import java.util.Optional;

/** What has a value. */
sealed interface Expression {

  /** A value that stands in the template. */
  record Literal(Value value) implements Expression {}

  /** A variable. */
  record Name(String name) implements Expression {}

  /** {@code [a, b]} or {@code (a, b)}. */
  record ListOf(List<Expression> items) implements Expression {}

  /** {@code {a: b}}. */
  record DictOf(List<Expression> keys, List<Expression> values) implements Expression {}

  /** {@code of.name}. */
  record Attribute(Expression of, String name) implements Expression {}

  /** {@code of[key]}. */
  record Item(Expression of, Expression key) implements Expression {}

  /** {@code of[from:to:step]}. */
  record Slice(
      Expression of, Optional<Expression> from, Optional<Expression> to, Optional<Expression> step)
      implements Expression {}

  /** {@code function(...)}. */
  record Call(Expression function, CallArguments arguments) implements Expression {}

  /** {@code of | name(...)}. */
  record Filter(Expression of, String name, CallArguments arguments) implements Expression {}

  /** {@code of is name(...)}. */
  record Test(Expression of, String name, CallArguments arguments) implements Expression {}

  /** {@code not of}. */
  record Not(Expression of) implements Expression {}

  /** {@code -of}, or {@code +of}. */
  record Sign(boolean negative, Expression of) implements Expression {}

  /** {@code left and right}: the left one where that is not true. */
  record And(Expression left, Expression right) implements Expression {}

  /** {@code left or right}: the left one where that is true. */
  record Or(Expression left, Expression right) implements Expression {}

  /** Two values and what is done with them. */
  record Binary(String operator, Expression left, Expression right) implements Expression {}

  /** {@code a < b <= c}: all of them. */
  record Comparison(Expression first, List<String> operators, List<Expression> others)
      implements Expression {}

  /** {@code then if condition else otherwise}. */
  record Conditional(Expression then, Expression condition, Optional<Expression> otherwise)
      implements Expression {}

  /** What a call is made with: by place, and by name. */
  record CallArguments(List<Expression> positional, List<String> names, List<Expression> named) {
    static final CallArguments NONE = new CallArguments(List.of(), List.of(), List.of());
  }
}
