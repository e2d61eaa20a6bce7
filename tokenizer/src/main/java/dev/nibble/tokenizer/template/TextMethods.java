package dev.nibble.tokenizer.template;

import dev.nibble.tokenizer.template.Value.Int;
import dev.nibble.tokenizer.template.Value.Sequence;
import dev.nibble.tokenizer.template.Value.Text;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;

/** The methods of a string. */
final class TextMethods {
  private final Allowance allowance;
  private final Printer printer;

  TextMethods(Allowance allowance, Printer printer) {
    this.allowance = allowance;
    this.printer = printer;
  }

  /** A method of a string, if there is one of that name. */
  Optional<Value.Function> find(String text, String name) {
    return body(text, name).map(body -> new Value.Function(name, counted(text, body)));
  }

  private FunctionBody counted(String text, FunctionBody body) {
    return arguments -> {
      allowance.characters(text.length());
      return body.call(arguments);
    };
  }

  private Optional<FunctionBody> body(String s, String name) {
    return Optional.ofNullable(
        switch (name) {
          case "strip" -> a -> stripped(s, a, true, true);
          case "lstrip" -> a -> stripped(s, a, true, false);
          case "rstrip" -> a -> stripped(s, a, false, true);
          case "split" -> a -> split(s, a, false);
          case "rsplit" -> a -> split(s, a, true);
          case "splitlines" -> _ -> Texts.sequence(Texts.lines(s));
          case "partition" -> a -> partition(s, a, false);
          case "rpartition" -> a -> partition(s, a, true);
          case "startswith" -> a -> matches(s, a, String::startsWith);
          case "endswith" -> a -> matches(s, a, String::endsWith);
          case "removeprefix" ->
              a -> new Text(s.startsWith(a.text(0, "prefix")) ? cutFront(s, a) : s);
          case "removesuffix" -> a -> new Text(s.endsWith(a.text(0, "suffix")) ? cutBack(s, a) : s);
          case "upper" -> _ -> new Text(upper(s));
          case "lower", "casefold" -> _ -> new Text(lower(s));
          case "title" -> _ -> new Text(Texts.title(s));
          case "capitalize" -> _ -> new Text(Texts.capitalized(s));
          case "replace" -> a -> replaced(s, a);
          case "find" -> a -> new Int(place(s, s.indexOf(a.text(0, "sub"))));
          case "rfind" -> a -> new Int(place(s, s.lastIndexOf(a.text(0, "sub"))));
          case "index" -> a -> new Int(requiredPlace(s, a.text(0, "sub")));
          case "count" -> a -> new Int(count(s, a.text(0, "sub")));
          case "join" -> a -> join(s, a.require(0, "iterable"));
          case "format" -> a -> new Text(allowance.made(new BraceFormat(printer).format(s, a)));
          case "isdigit", "isdecimal", "isnumeric" ->
              _ -> Value.of(Texts.all(s, Character::isDigit));
          case "isalpha" -> _ -> Value.of(Texts.all(s, Character::isLetter));
          case "isalnum" -> _ -> Value.of(Texts.all(s, Character::isLetterOrDigit));
          case "isspace" -> _ -> Value.of(Texts.all(s, Texts::isSpace));
          case "isupper" -> _ -> Value.of(!s.equals(lower(s)) && s.equals(upper(s)));
          case "islower" -> _ -> Value.of(!s.equals(upper(s)) && s.equals(lower(s)));
          case "zfill" -> a -> padded(s, a.integer(0, "width", 0), "0", 1);
          case "ljust" -> a -> padded(s, a.integer(0, "width", 0), fill(a), 0);
          case "rjust" -> a -> padded(s, a.integer(0, "width", 0), fill(a), 1);
          default -> null;
        });
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static String fill(Arguments arguments) {
    return arguments.count() > 1 ? arguments.text(1, "fillchar") : " ";
  }

  private static String cutFront(String text, Arguments arguments) {
    return text.substring(arguments.text(0, "prefix").length());
  }

  private static String cutBack(String text, Arguments arguments) {
    return text.substring(0, text.length() - arguments.text(0, "suffix").length());
  }

  private static Value stripped(String text, Arguments arguments, boolean left, boolean right) {
    if (arguments.get(0, "chars", Value.NONE) instanceof Value.None) {
      return new Text(Texts.strip(text, Texts::isSpace, left, right));
    }
    String characters = arguments.text(0, "chars");
    return new Text(Texts.strip(text, c -> characters.indexOf(c) >= 0, left, right));
  }

  private Value split(String text, Arguments arguments, boolean fromRight) {
    long most = arguments.integer(1, "maxsplit", -1);
    if (arguments.get(0, "sep", Value.NONE) instanceof Value.None) {
      if (fromRight && most >= 0) {
        throw TemplateException.value("rsplit at white space with a limit is not implemented");
      }
      return Texts.sequence(Texts.words(text, most));
    }
    String separator = arguments.text(0, "sep");
    List<String> parts =
        fromRight
            ? Texts.splitFromRight(text, separator, most)
            : Texts.split(text, separator, most);
    allowance.steps(parts.size());
    return Texts.sequence(parts);
  }

  private static Value partition(String text, Arguments arguments, boolean last) {
    String separator = arguments.text(0, "sep");
    Texts.requireSeparator(separator);
    int at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
    if (at < 0) {
      return Texts.sequence(last ? List.of("", "", text) : List.of(text, "", ""));
    }
    String behind = text.substring(at + separator.length());
    return Texts.sequence(List.of(text.substring(0, at), separator, behind));
  }

  /** With one string, or any of several. */
  private static Value matches(
      String text, Arguments arguments, BiPredicate<String, String> predicate) {
    if (arguments.require(0, "prefix") instanceof Sequence(List<Value> several)) {
      return Value.of(
          several.stream()
              .anyMatch(one -> one instanceof Text(String part) && predicate.test(text, part)));
    }
    return Value.of(predicate.test(text, arguments.text(0, "prefix")));
  }

  private Value replaced(String text, Arguments arguments) {
    String from = arguments.text(0, "old");
    String to = arguments.text(1, "new");
    long found = from.isEmpty() ? text.length() + 1L : count(text, from);
    allowance.characters(text.length() + found * to.length());
    return new Text(Texts.replace(text, from, to, arguments.integer(2, "count", -1)));
  }

  private static long place(String text, int index) {
    return index < 0 ? -1 : text.codePointCount(0, index);
  }

  private static long requiredPlace(String text, String part) {
    long place = place(text, text.indexOf(part));
    if (place < 0) {
      throw TemplateException.value("substring not found");
    }
    return place;
  }

  private static long count(String text, String part) {
    return part.isEmpty() ? Texts.length(text) + 1L : Texts.split(text, part, -1).size() - 1L;
  }

  private Value join(String separator, Value items) {
    StringBuilder out = new StringBuilder();
    String between = "";
    for (Value item : Items.of(items, allowance)) {
      if (!(item instanceof Text(String text))) {
        throw TemplateException.value("join found a %s, expected a str".formatted(item.type()));
      }
      allowance.characters(between.length() + text.length());
      allowance.room(out.length());
      out.append(between).append(text);
      between = separator;
    }
    return new Text(allowance.made(out.toString()));
  }

  private Value padded(String text, long width, String fill, int side) {
    long missing = Math.max(0, width - Texts.length(text));
    allowance.characters(missing + text.length());
    String padding = fill.repeat((int) missing);
    return new Text(side == 0 ? text + padding : padding + text);
  }
}
