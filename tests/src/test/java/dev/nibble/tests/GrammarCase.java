package dev.nibble.tests;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A grammar, and a judge that knows nothing of it.
 *
 * @param grammar in GBNF
 * @param judge whether a text is one of the language
 */
record GrammarCase(String grammar, Predicate<String> judge) {
  static final List<GrammarCase> ALL =
      List.of(
          regex("root ::= \"yes\" | \"no\" | \"maybe\"", "yes|no|maybe"),
          regex(
              "root ::= item{1,5}\nitem ::= \"- \" [a-zA-Z' ]{3,30} \"\\n\"",
              "(- [a-zA-Z' ]{3,30}\n){1,5}"),
          regex(
              "root ::= [0-9]{1,3} (\".\" [0-9]{1,3}){3} (\":\" [1-9] [0-9]{0,4})?",
              "\\d{1,3}(\\.\\d{1,3}){3}(:[1-9]\\d{0,4})?"),
          regex(
              """
              root ::= line ("\\n" line){0,3}
              line ::= cell ("," cell){2}
              cell ::= [^,"\\n]{0,10} | "\\"" ([^"] | "\\"\\""){0,10} "\\""
              """,
              "(?s)(C(,C){2})(\n(C(,C){2})){0,3}"
                  .replace("C", "([^,\"\n]{0,10}|\"([^\"]|\"\"){0,10}\")")),
          regex(
              "root ::= [\\u00e0-\\u00ff]{2,6} [^\\x00-\\U0000FFFF]? [\\u3041-\\u3096]{1,4}",
              "[\\u00e0-\\u00ff]{2,6}[\\x{10000}-\\x{10FFFF}]?[\\u3041-\\u3096]{1,4}"),
          regex(
              """
              root ::= step+ "the end."
              step ::= "then " name " " verb ", "
              name ::= "Lily" | "Tom" | "the " ("dog" | "cat")
              verb ::= ("r" | "j") [a-z]{2,6}
              """,
              "(then (Lily|Tom|the (dog|cat)) [rj][a-z]{2,6}, )+the end\\."),
          regex("root ::= .{5,20} \"!\"", "(?s).{5,20}!"),
          new GrammarCase("root ::= \"(\" root \")\" root | \"\" | \"x\"", GrammarCase::nested),
          new GrammarCase(
              """
              root ::= sum
              sum ::= product ([+\\-] product){0,3}
              product ::= factor ([*/] factor){0,2}
              factor ::= [1-9] [0-9]{0,2} | "(" sum ")"
              """,
              text -> new Arithmetic(text).isSum()),
          new GrammarCase(
              "root ::= a | b\na ::= \"a\" a \"a\" | \"c\"\nb ::= \"b\" b \"b\" | \"d\"",
              GrammarCase::mirrored));

  private static GrammarCase regex(String grammar, String expression) {
    Pattern pattern = Pattern.compile(expression);
    return new GrammarCase(grammar, text -> pattern.matcher(text).matches());
  }

  /** Parentheses that match; an x stands only where a part of them ends. */
  private static boolean nested(String text) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '(' -> depth++;
        case ')' -> depth--;
        case 'x' -> {
          boolean last = i + 1 == text.length() || text.charAt(i + 1) == ')';
          if (!last) {
            return false;
          }
        }
        default -> {
          return false;
        }
      }
      if (depth < 0) {
        return false;
      }
    }
    return depth == 0;
  }

  private static boolean mirrored(String text) {
    int middle = text.length() / 2;
    String half = text.substring(0, middle);
    String same = text.substring(middle + 1);
    char centre = text.charAt(middle);
    return half.equals(same)
        && text.length() % 2 == 1
        && (centre == 'c' ? half.matches("a*") : centre == 'd' && half.matches("b*"));
  }

  /** Reads sums of products by hand. */
  private static final class Arithmetic {
    private final String text;
    private int at;

    Arithmetic(String text) {
      this.text = text;
    }

    boolean isSum() {
      return sum() && at == text.length();
    }

    private boolean sum() {
      return row("+-", 4, this::product);
    }

    private boolean product() {
      return row("*/", 3, this::factor);
    }

    private boolean row(String signs, int most, BooleanSupplier part) {
      for (int parts = 1; parts <= most; parts++) {
        if (!part.getAsBoolean()) {
          return false;
        }
        if (at == text.length() || signs.indexOf(text.charAt(at)) < 0) {
          return true;
        }
        at++;
      }
      return false;
    }

    private boolean factor() {
      if (at < text.length() && text.charAt(at) == '(') {
        at++;
        boolean inside = sum() && at < text.length() && text.charAt(at) == ')';
        at++;
        return inside;
      }
      int from = at;
      while (at < text.length() && Character.isDigit(text.charAt(at))) {
        at++;
      }
      return text.substring(from, at).matches("[1-9][0-9]{0,2}");
    }
  }
}
