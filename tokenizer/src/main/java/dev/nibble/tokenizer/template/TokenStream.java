package dev.nibble.tokenizer.template;

import java.util.List;

/** Tokens, one after the other. */
final class TokenStream {
  private final List<Token> tokens;
  private int at;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(at);
  }

  private Token second() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = tokens.get(at);
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  int line() {
    return peek().line();
  }

  boolean sees(Token.Type type) {
    return peek().type() == type;
  }

  boolean seesOperator(String text) {
    return peek().is(Token.Type.OPERATOR, text);
  }

  boolean seesName(String text) {
    return peek().is(Token.Type.NAME, text);
  }

  /** Whether a name stands here and an operator behind it. */
  boolean seesNameThen(String operator) {
    return sees(Token.Type.NAME) && second().is(Token.Type.OPERATOR, operator);
  }

  /** Whether two names stand here. */
  boolean seesNames(String first, String then) {
    return seesName(first) && second().is(Token.Type.NAME, then);
  }

  boolean takeOperator(String text) {
    boolean there = seesOperator(text);
    if (there) {
      next();
    }
    return there;
  }

  boolean takeName(String text) {
    boolean there = seesName(text);
    if (there) {
      next();
    }
    return there;
  }

  void expectOperator(String text) {
    if (!takeOperator(text)) {
      throw unexpected("'" + text + "'");
    }
  }

  void expectName(String text) {
    if (!takeName(text)) {
      throw unexpected("'" + text + "'");
    }
  }

  String expectAnyName() {
    if (!sees(Token.Type.NAME)) {
      throw unexpected("a name");
    }
    return next().text();
  }

  void expectTagEnd() {
    if (!sees(Token.Type.TAG_END)) {
      throw unexpected("the end of the tag");
    }
    next();
  }

  TemplateException unexpected(String expected) {
    return TemplateException.syntax(
        line(), "found %s, expected %s".formatted(peek().shown(), expected));
  }
}
