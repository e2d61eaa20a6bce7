package dev.nibble.tokenizer.template;

import dev.nibble.tokenizer.template.Statement.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes statements of a template. */
final class Parser {
  /** Statements within statements: far under what the stack has room for. */
  private static final int DEPTH = 100;

  private final TokenStream tokens;
  private final ExpressionParser expressions;
  private int depth;

  private Parser(String template) {
    tokens = new TokenStream(Lexer.tokens(template));
    expressions = new ExpressionParser(tokens);
  }

  /** The statements of a template. */
  static List<Statement> parse(String template) {
    Parser parser = new Parser(template);
    List<Statement> statements = parser.statements(Set.of());
    if (!parser.tokens.sees(Token.Type.END)) {
      throw parser.tokens.unexpected("a statement");
    }
    return statements;
  }

  /** Statements up to one of some names, which stands next then. */
  private List<Statement> statements(Set<String> ends) {
    if (++depth > DEPTH) {
      throw TemplateException.syntax(
          tokens.line(), "statements of more than %d levels".formatted(DEPTH));
    }
    List<Statement> statements = new ArrayList<>();
    boolean ended = false;
    while (!ended && !tokens.sees(Token.Type.END)) {
      Token token = tokens.next();
      switch (token.type()) {
        case DATA -> statements.add(new Statement.Data(token.text()));
        case PRINT_BEGIN -> {
          statements.add(new Statement.Print(expressions.list(), token.line()));
          tokens.expectTagEnd();
        }
        default -> {
          ended = tokens.sees(Token.Type.NAME) && ends.contains(tokens.peek().text());
          if (!ended) {
            statement().ifPresent(statements::add);
          }
        }
      }
    }
    if (!ended && !ends.isEmpty()) {
      throw tokens.unexpected(String.join(" or ", ends.stream().sorted().toList()));
    }
    depth--;
    return List.copyOf(statements);
  }

  private List<Statement> body(String end) {
    tokens.expectTagEnd();
    List<Statement> body = statements(Set.of(end));
    tokens.next();
    return body;
  }

  private Optional<Statement> statement() {
    int line = tokens.line();
    String name = tokens.expectAnyName();
    Statement statement =
        switch (name) {
          case "if" -> ifStatement(line);
          case "for" -> forStatement(line);
          case "set" -> set(line);
          case "macro" -> macro();
          case "filter" -> filter(line);
          case "generation" -> new Statement.If(List.of(), body("endgeneration"));
          case "break" -> new Statement.Break();
          case "continue" -> new Statement.Continue();
          default ->
              throw TemplateException.syntax(
                  line,
                  "found the statement '%s', expected if, for, set, macro, filter, generation, break"
                          .formatted(name)
                      + " or continue");
        };
    tokens.expectTagEnd();
    return Optional.of(statement);
  }

  private Statement ifStatement(int line) {
    List<Statement.Branch> branches = new ArrayList<>();
    List<Statement> otherwise = List.of();
    int begin = line;
    boolean more = true;
    while (more) {
      Expression condition = expressions.list();
      tokens.expectTagEnd();
      List<Statement> body = statements(Set.of("elif", "else", "endif"));
      branches.add(new Statement.Branch(condition, begin, body));
      begin = tokens.line();
      String end = tokens.next().text();
      more = end.equals("elif");
      if (end.equals("else")) {
        otherwise = body("endif");
      }
    }
    return new Statement.If(branches, otherwise);
  }

  private Statement forStatement(int line) {
    Target target = target();
    tokens.expectName("in");
    Expression items = loopItems();
    Optional<Expression> condition =
        tokens.takeName("if") ? Optional.of(expressions.expression()) : Optional.empty();
    if (tokens.seesName("recursive")) {
      throw TemplateException.syntax(line, "recursive loops are not implemented");
    }
    tokens.expectTagEnd();
    List<Statement> body = statements(Set.of("else", "endfor"));
    List<Statement> otherwise = tokens.next().text().equals("else") ? body("endfor") : List.of();
    return new Statement.For(target, items, condition, body, otherwise, line);
  }

  private Expression loopItems() {
    Expression first = expressions.or();
    if (!tokens.seesOperator(",")) {
      return first;
    }
    List<Expression> items = new ArrayList<>(List.of(first));
    while (tokens.takeOperator(",")) {
      items.add(expressions.or());
    }
    return new Expression.ListOf(items);
  }

  private Target target() {
    Target first = oneTarget();
    if (!tokens.seesOperator(",")) {
      return first;
    }
    List<Target> targets = new ArrayList<>(List.of(first));
    while (tokens.takeOperator(",")) {
      targets.add(oneTarget());
    }
    return new Target.Several(targets);
  }

  private Target oneTarget() {
    if (tokens.takeOperator("(")) {
      Target target = target();
      tokens.expectOperator(")");
      return target;
    }
    String name = tokens.expectAnyName();
    if (Set.of("true", "false", "none", "True", "False", "None").contains(name)) {
      throw TemplateException.syntax(tokens.line(), "cannot assign to '%s'".formatted(name));
    }
    return tokens.takeOperator(".")
        ? new Target.Field(name, tokens.expectAnyName())
        : new Target.Variable(name);
  }

  private Statement set(int line) {
    Target target = target();
    if (tokens.takeOperator("=")) {
      return new Statement.Set(target, expressions.list(), line);
    }
    Expression value = expressions.filters(new Expression.Name(Statement.WRITTEN));
    return new Statement.SetBlock(target, value, body("endset"), line);
  }

  private Statement filter(int line) {
    Expression value = expressions.filtersOf(new Expression.Name(Statement.WRITTEN));
    return new Statement.FilterBlock(value, body("endfilter"), line);
  }

  private Statement macro() {
    String name = tokens.expectAnyName();
    tokens.expectOperator("(");
    List<String> parameters = new ArrayList<>();
    List<Expression> defaults = new ArrayList<>();
    while (!tokens.takeOperator(")")) {
      parameters.add(tokens.expectAnyName());
      if (tokens.takeOperator("=")) {
        defaults.add(expressions.expression());
      } else if (!defaults.isEmpty()) {
        throw tokens.unexpected("a default, as the parameter before has");
      }
      if (!tokens.seesOperator(")")) {
        tokens.expectOperator(",");
      }
    }
    return new Statement.Macro(name, parameters, defaults, body("endmacro"));
  }
}
