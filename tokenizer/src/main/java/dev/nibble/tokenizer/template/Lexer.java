package dev.nibble.tokenizer.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into text and the tokens of its tags.
 *
 * <p>White space is taken away as the templates of models expect it: the newline behind a statement
 * or comment ({@code trim_blocks}), blanks in front of one that begins a line ({@code
 * lstrip_blocks}), and all of it at the side of a tag that has a minus there.
 */
final class Lexer {
  private static final int OPENER = 2;
  private static final Pattern RAW = Pattern.compile("\\{%[-+]?\\s*raw\\s*([-+]?)%}");
  private static final Pattern END_RAW = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%}");
  private static final String BRACKETS = "()[]{}";

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int counted;

  private Lexer(String source) {
    this.source = source;
  }

  /** The tokens of a template, an {@link Token.Type#END} last. */
  static List<Token> tokens(String template) {
    String source = template.replace("\r\n", "\n").replace('\r', '\n');
    Lexer lexer =
        new Lexer(source.endsWith("\n") ? source.substring(0, source.length() - 1) : source);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (at < source.length()) {
      int opener = nextOpener();
      data(at, opener < 0 ? source.length() : opener, opener);
      if (opener < 0) {
        at = source.length();
      } else {
        at = opener;
        tag();
      }
    }
    add(Token.Type.END, "");
  }

  private int nextOpener() {
    for (int i = source.indexOf('{', at); i >= 0; i = source.indexOf('{', i + 1)) {
      if (i + 1 < source.length() && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** The text up to a tag, without the white space that the tag takes. */
  private void data(int from, int to, int opener) {
    int end = to;
    if (opener >= 0) {
      char control = characterAt(opener + OPENER);
      boolean prints = source.charAt(opener + 1) == '{';
      end = leftEnd(from, to, control, prints);
    }
    addData(from, end);
  }

  private int leftEnd(int from, int to, char control, boolean prints) {
    int end = to;
    if (control == '-') {
      while (end > from && Texts.isSpace(source.charAt(end - 1))) {
        end--;
      }
    } else if (control != '+' && !prints) {
      while (end > from && " \t".indexOf(source.charAt(end - 1)) >= 0) {
        end--;
      }
      boolean beginsLine = end == 0 || source.charAt(end - 1) == '\n';
      end = beginsLine ? end : to;
    }
    return end;
  }

  private void addData(int from, int end) {
    if (end > from) {
      countLines(from);
      add(Token.Type.DATA, source.substring(from, end));
    }
  }

  private void countLines(int to) {
    for (; counted < to; counted++) {
      if (source.charAt(counted) == '\n') {
        line++;
      }
    }
  }

  private void add(Token.Type type, String text) {
    tokens.add(new Token(type, text, line));
  }

  private char characterAt(int index) {
    return index < source.length() ? source.charAt(index) : 0;
  }

  private void tag() {
    countLines(at);
    switch (source.charAt(at + 1)) {
      case '#' -> comment();
      case '{' -> code(Token.Type.PRINT_BEGIN, "}}");
      default -> {
        Matcher raw = RAW.matcher(source).region(at, source.length());
        if (raw.lookingAt()) {
          raw(raw);
        } else {
          code(Token.Type.BLOCK_BEGIN, "%}");
        }
      }
    }
  }

  private void comment() {
    int end = source.indexOf("#}", at + OPENER);
    if (end < 0) {
      throw TemplateException.syntax(line, "a comment does not end, expected #}");
    }
    skipBehind(end + OPENER, source.charAt(end - 1), true);
  }

  private void raw(Matcher begin) {
    Matcher end = END_RAW.matcher(source);
    if (!end.find(begin.end())) {
      throw TemplateException.syntax(line, "raw text does not end, expected {% endraw %}");
    }
    skipBehind(begin.end(), control(begin.group(1)), true);
    int from = Math.min(at, end.start());
    addData(from, leftEnd(from, end.start(), control(end.group(1)), false));
    skipBehind(end.end(), control(end.group(2)), true);
  }

  private static char control(String found) {
    return found.isEmpty() ? 0 : found.charAt(0);
  }

  /** Goes on behind a tag, and the white space that it takes. */
  private void skipBehind(int end, char control, boolean trims) {
    at = end;
    if (control == '-') {
      while (at < source.length() && Texts.isSpace(source.charAt(at))) {
        at++;
      }
    } else if (control != '+' && trims && characterAt(at) == '\n') {
      at++;
    }
  }

  private void code(Token.Type type, String closer) {
    add(type, source.substring(at, at + OPENER));
    at += OPENER;
    if (characterAt(at) == '-' || characterAt(at) == '+') {
      at++;
    }
    Deque<Character> open = new ArrayDeque<>();
    while (!closes(closer, open)) {
      countLines(at);
      char c = characterAt(at);
      if (at >= source.length()) {
        throw TemplateException.syntax(line, "a tag does not end, expected " + closer);
      } else if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '\'' || c == '"') {
        string(c);
      } else if (isNameStart(c)) {
        name();
      } else if (isDigit(c)) {
        number();
      } else {
        operator(open);
      }
    }
  }

  /** Whether the tag ends here; then goes on behind it. */
  private boolean closes(String closer, Deque<Character> open) {
    if (!open.isEmpty()) {
      return false;
    }
    char c = characterAt(at);
    boolean controlled = (c == '-' || c == '+') && source.startsWith(closer, at + 1);
    if (!controlled && !source.startsWith(closer, at)) {
      return false;
    }
    add(Token.Type.TAG_END, closer);
    skipBehind(
        at + closer.length() + (controlled ? 1 : 0), controlled ? c : 0, closer.equals("%}"));
    return true;
  }

  private static boolean isNameStart(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void name() {
    int from = at;
    while (isNameStart(characterAt(at)) || isDigit(characterAt(at))) {
      at++;
    }
    add(Token.Type.NAME, source.substring(from, at));
  }

  private void number() {
    int from = at;
    digits();
    boolean real = false;
    if (characterAt(at) == '.' && isDigit(characterAt(at + 1))) {
      real = true;
      at++;
      digits();
    }
    if (characterAt(at) == 'e' || characterAt(at) == 'E') {
      int sign = characterAt(at + 1) == '-' || characterAt(at + 1) == '+' ? 1 : 0;
      if (isDigit(characterAt(at + 1 + sign))) {
        real = true;
        at += 1 + sign;
        digits();
      }
    }
    add(real ? Token.Type.REAL : Token.Type.INTEGER, source.substring(from, at).replace("_", ""));
  }

  private void digits() {
    while (isDigit(characterAt(at)) || (characterAt(at) == '_' && isDigit(characterAt(at + 1)))) {
      at++;
    }
  }

  private void string(char quote) {
    final int begin = line;
    int from = ++at;
    while (characterAt(at) != quote) {
      if (at >= source.length()) {
        throw TemplateException.syntax(begin, "a string does not end, expected " + quote);
      }
      at += characterAt(at) == '\\' ? 2 : 1;
    }
    add(Token.Type.STRING, Escapes.resolve(source.substring(from, at), begin));
    at++;
  }

  private void operator(Deque<Character> open) {
    String two = at + 2 <= source.length() ? source.substring(at, at + 2) : "";
    boolean known = List.of("//", "**", "==", "!=", ">=", "<=").contains(two);
    String operator = known ? two : source.substring(at, at + 1);
    if (!known && "+-/*%~[](){}><=.:|,".indexOf(operator.charAt(0)) < 0) {
      throw TemplateException.syntax(
          line, "found '%s', expected an expression".formatted(operator));
    }
    balance(operator.charAt(0), open);
    add(Token.Type.OPERATOR, operator);
    at += operator.length();
  }

  /** Braces may be those of a dictionary: a tag does not end inside. */
  private void balance(char c, Deque<Character> open) {
    int index = BRACKETS.indexOf(c);
    if (index >= 0 && index % 2 == 0) {
      open.push(BRACKETS.charAt(index + 1));
    } else if (index >= 0 && (open.isEmpty() || open.pop() != c)) {
      throw TemplateException.syntax(line, "found '%s' without its opening one".formatted(c));
    }
  }
}
