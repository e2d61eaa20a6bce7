package dev.nibble.tokenizer.schema;

import dev.nibble.tokenizer.grammar.Expression;
import dev.nibble.tokenizer.grammar.Expression.Literal;
import dev.nibble.tokenizer.grammar.Expression.Reference;
import dev.nibble.tokenizer.grammar.Grammar;
import java.util.LinkedHashMap;
import java.util.Map;

/** The rules of a grammar of JSON while they are made: what all schemas share, and their own. */
final class Rules {
  /** Any value, between blanks that end. */
  private static final Grammar JSON =
      Grammar.parse(
          """
          root ::= value
          value ::= object | array | string | number | boolean | null
          object ::= "{" space (member ("," space member)*)? space "}"
          member ::= string ":" space value
          array ::= "[" space (value ("," space value)*)? space "]"
          string ::= "\\"" char* "\\""
          char ::= [^"\\\\\\x00-\\x1F\\x7F] | "\\\\" (["\\\\/bfnrt] | "u" code)
          code ::= [0-9a-cA-CefEF] [0-9a-fA-F]{3} | [dD] [0-7] [0-9a-fA-F]{2}
          number ::= integer ("." [0-9]{1,15})? ([eE] [+\\-]? [0-9]{1,2})?
          integer ::= "-"? ("0" | [1-9] [0-9]{0,15})
          boolean ::= "true" | "false"
          null ::= "null"
          space ::= (" " | "\\n" [ \\t]{0,20})?
          """);

  static final Expression VALUE = new Reference("value");
  static final Expression STRING = new Reference("string");
  static final Expression CHARACTER = new Reference("char");
  static final Expression SPACE = new Reference("space");
  static final Expression COMMA = Expression.sequence(new Literal(","), SPACE);
  static final Expression COLON = Expression.sequence(new Literal(":"), SPACE);

  private final Map<String, Expression> rules = new LinkedHashMap<>(JSON.rules());
  private int made;

  /** A name for a rule that is put in later. */
  String reserve() {
    return "r" + ++made;
  }

  void put(String name, Expression body) {
    rules.put(name, body);
  }

  /** Makes a rule of an expression, so that it may be used again and nothing is nested too deep. */
  Expression add(Expression body) {
    if (body instanceof Reference || body instanceof Literal) {
      return body;
    }
    String name = reserve();
    put(name, body);
    return new Reference(name);
  }

  Grammar grammar(Expression root) {
    put(Grammar.ROOT, root);
    return Grammar.of(rules);
  }
}
