package dev.nibble.tokenizer.template;

import dev.nibble.tokenizer.template.Expression.CallArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes trees of expressions. From the loosest to the tightest: a conditional, {@code or}, {@code
 * and}, {@code not}, comparisons, plus and minus, {@code ~}, times, power, sign; and behind a value
 * its attributes, items, calls, filters and tests.
 */
final class ExpressionParser {
  /** Brackets within brackets: far under what the stack has room for. */
  private static final int DEPTH = 100;

  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", ">", "<=", ">=");

  /** Links of chains such as {@code a + b + c}, whose trees are as deep. */
  private static final int LINKS = 1000;

  private final TokenStream tokens;
  private int depth;
  private int links;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** An expression, or several with commas between, which are a list. */
  Expression list() {
    Expression first = expression();
    if (!tokens.seesOperator(",")) {
      return first;
    }
    List<Expression> items = new ArrayList<>(List.of(first));
    while (tokens.takeOperator(",") && !endsHere()) {
      items.add(expression());
    }
    return new Expression.ListOf(items);
  }

  private boolean endsHere() {
    return tokens.sees(Token.Type.TAG_END) || tokens.seesOperator(")") || tokens.seesOperator("=");
  }

  Expression expression() {
    if (depth == 0) {
      links = 0;
    }
    enter();
    Expression expression = conditional();
    depth--;
    return expression;
  }

  private void enter() {
    if (++depth > DEPTH) {
      throw TemplateException.syntax(
          tokens.line(), "an expression of more than %d levels".formatted(DEPTH));
    }
  }

  private void link() {
    if (++links > LINKS) {
      throw TemplateException.syntax(
          tokens.line(), "an expression of more than %,d parts".formatted(LINKS));
    }
  }

  private Expression conditional() {
    Expression value = or();
    while (tokens.takeName("if")) {
      Expression condition = or();
      Optional<Expression> otherwise =
          tokens.takeName("else") ? Optional.of(expression()) : Optional.empty();
      link();
      value = new Expression.Conditional(value, condition, otherwise);
    }
    return value;
  }

  /** Without a conditional: what a loop runs over, so that its own {@code if} stays. */
  Expression or() {
    Expression left = and();
    while (tokens.takeName("or")) {
      link();
      left = new Expression.Or(left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (tokens.takeName("and")) {
      link();
      left = new Expression.And(left, not());
    }
    return left;
  }

  private Expression not() {
    int nots = 0;
    while (tokens.takeName("not")) {
      nots++;
    }
    Expression value = comparison();
    // Two of them make a truth of a value, and more change nothing.
    for (int i = 0; i < Math.min(nots, 2 + nots % 2); i++) {
      value = new Expression.Not(value);
    }
    return value;
  }

  private Expression comparison() {
    Expression first = sum();
    List<String> operators = new ArrayList<>();
    List<Expression> others = new ArrayList<>();
    Optional<String> operator = comparisonOperator();
    while (operator.isPresent()) {
      operators.add(operator.get());
      others.add(sum());
      operator = comparisonOperator();
    }
    return operators.isEmpty() ? first : new Expression.Comparison(first, operators, others);
  }

  private Optional<String> comparisonOperator() {
    if (tokens.sees(Token.Type.OPERATOR) && COMPARISONS.contains(tokens.peek().text())) {
      return Optional.of(tokens.next().text());
    }
    if (tokens.seesNames("not", "in")) {
      tokens.next();
      tokens.next();
      return Optional.of("not in");
    }
    return tokens.takeName("in") ? Optional.of("in") : Optional.empty();
  }

  private Expression sum() {
    Expression left = joined();
    while (tokens.seesOperator("+") || tokens.seesOperator("-")) {
      link();
      left = new Expression.Binary(tokens.next().text(), left, joined());
    }
    return left;
  }

  private Expression joined() {
    Expression left = product();
    while (tokens.seesOperator("~")) {
      link();
      left = new Expression.Binary(tokens.next().text(), left, product());
    }
    return left;
  }

  private Expression product() {
    Expression left = power();
    while (List.of("*", "/", "//", "%").contains(tokens.peek().text())
        && tokens.sees(Token.Type.OPERATOR)) {
      link();
      left = new Expression.Binary(tokens.next().text(), left, power());
    }
    return left;
  }

  private Expression power() {
    Expression left = signed(true);
    while (tokens.seesOperator("**")) {
      link();
      left = new Expression.Binary(tokens.next().text(), left, signed(true));
    }
    return left;
  }

  private Expression signed(boolean filtered) {
    Expression value;
    if (tokens.seesOperator("-") || tokens.seesOperator("+")) {
      enter();
      boolean negative = tokens.next().text().equals("-");
      value = new Expression.Sign(negative, signed(false));
      depth--;
    } else {
      value = postfix(primary());
    }
    return filtered ? filtersAndTests(value) : value;
  }

  private Expression primary() {
    Token token = tokens.peek();
    return switch (token.type()) {
      case NAME -> name(tokens.next().text());
      case STRING -> strings();
      case INTEGER -> new Expression.Literal(integer(tokens.next()));
      case REAL -> new Expression.Literal(new Value.Real(Double.parseDouble(tokens.next().text())));
      case OPERATOR -> bracketed();
      default -> throw tokens.unexpected("an expression");
    };
  }

  private static Expression name(String name) {
    return switch (name) {
      case "true", "True" -> new Expression.Literal(Value.TRUE);
      case "false", "False" -> new Expression.Literal(Value.FALSE);
      case "none", "None" -> new Expression.Literal(Value.NONE);
      default -> new Expression.Name(name);
    };
  }

  private Expression strings() {
    StringBuilder text = new StringBuilder();
    while (tokens.sees(Token.Type.STRING)) {
      text.append(tokens.next().text());
    }
    return new Expression.Literal(new Value.Text(text.toString()));
  }

  private static Value integer(Token token) {
    try {
      return new Value.Int(Long.parseLong(token.text()));
    } catch (NumberFormatException _) {
      throw TemplateException.syntax(
          token.line(), "the integer %s does not fit into 64 bits".formatted(token.text()));
    }
  }

  private Expression bracketed() {
    if (tokens.takeOperator("(")) {
      if (tokens.takeOperator(")")) {
        return new Expression.ListOf(List.of());
      }
      Expression value = list();
      tokens.expectOperator(")");
      return value;
    }
    if (tokens.takeOperator("[")) {
      return new Expression.ListOf(items("]"));
    }
    if (tokens.takeOperator("{")) {
      return dict();
    }
    throw tokens.unexpected("an expression");
  }

  private List<Expression> items(String closer) {
    List<Expression> items = new ArrayList<>();
    while (!tokens.takeOperator(closer)) {
      items.add(expression());
      if (!tokens.seesOperator(closer)) {
        tokens.expectOperator(",");
      }
    }
    return items;
  }

  private Expression dict() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.takeOperator("}")) {
      keys.add(expression());
      tokens.expectOperator(":");
      values.add(expression());
      if (!tokens.seesOperator("}")) {
        tokens.expectOperator(",");
      }
    }
    return new Expression.DictOf(keys, values);
  }

  private Expression postfix(Expression of) {
    Expression value = of;
    while (true) {
      if (tokens.takeOperator(".")) {
        link();
        value = dotted(value);
      } else if (tokens.takeOperator("[")) {
        link();
        value = subscript(value);
      } else if (tokens.takeOperator("(")) {
        link();
        value = new Expression.Call(value, arguments());
      } else {
        return value;
      }
    }
  }

  private Expression dotted(Expression of) {
    return tokens.sees(Token.Type.INTEGER)
        ? new Expression.Item(of, new Expression.Literal(integer(tokens.next())))
        : new Expression.Attribute(of, tokens.expectAnyName());
  }

  private Expression subscript(Expression of) {
    Optional<Expression> from = bound();
    if (tokens.takeOperator("]")) {
      return new Expression.Item(
          of, from.orElseThrow(() -> tokens.unexpected("an index or a slice")));
    }
    tokens.expectOperator(":");
    Optional<Expression> to = bound();
    Optional<Expression> step = tokens.takeOperator(":") ? bound() : Optional.empty();
    tokens.expectOperator("]");
    return new Expression.Slice(of, from, to, step);
  }

  private Optional<Expression> bound() {
    return tokens.seesOperator(":") || tokens.seesOperator("]")
        ? Optional.empty()
        : Optional.of(expression());
  }

  /** What stands behind an opening parenthesis. */
  private CallArguments arguments() {
    List<Expression> positional = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Expression> named = new ArrayList<>();
    while (!tokens.takeOperator(")")) {
      if (tokens.seesNameThen("=")) {
        names.add(tokens.next().text());
        tokens.next();
        named.add(expression());
      } else if (names.isEmpty()) {
        positional.add(expression());
      } else {
        throw tokens.unexpected("an argument with a name, as the one before it has");
      }
      if (!tokens.seesOperator(")")) {
        tokens.expectOperator(",");
      }
    }
    return new CallArguments(positional, names, named);
  }

  private Expression filtersAndTests(Expression of) {
    Expression value = of;
    while (true) {
      if (tokens.seesOperator("|")) {
        value = filters(value);
      } else if (tokens.takeName("is")) {
        link();
        value = test(value);
      } else if (tokens.takeOperator("(")) {
        link();
        value = new Expression.Call(value, arguments());
      } else {
        return value;
      }
    }
  }

  /** Any filters that follow a value. */
  Expression filters(Expression of) {
    Expression value = of;
    while (tokens.takeOperator("|")) {
      String name = tokens.expectAnyName();
      link();
      value = new Expression.Filter(value, name, optionalArguments());
    }
    return value;
  }

  /** Filters without a bar in front of the first one. */
  Expression filtersOf(Expression of) {
    String name = tokens.expectAnyName();
    return filters(new Expression.Filter(of, name, optionalArguments()));
  }

  private CallArguments optionalArguments() {
    return tokens.takeOperator("(") ? arguments() : CallArguments.NONE;
  }

  private Expression test(Expression of) {
    boolean negated = tokens.takeName("not");
    String name = tokens.expectAnyName();
    CallArguments arguments = CallArguments.NONE;
    if (tokens.takeOperator("(")) {
      arguments = arguments();
    } else if (startsOperand()) {
      arguments = new CallArguments(List.of(postfix(primary())), List.of(), List.of());
    }
    Expression test = new Expression.Test(of, name, arguments);
    return negated ? new Expression.Not(test) : test;
  }

  /** Whether what follows the name of a test is what it tests against. */
  private boolean startsOperand() {
    Token token = tokens.peek();
    return switch (token.type()) {
      case STRING, INTEGER, REAL -> true;
      case NAME -> !Set.of("else", "or", "and", "if", "is", "not", "in").contains(token.text());
      case OPERATOR -> token.text().equals("[") || token.text().equals("{");
      default -> false;
    };
  }
}
