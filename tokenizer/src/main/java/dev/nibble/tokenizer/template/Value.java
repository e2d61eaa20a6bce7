package dev.nibble.tokenizer.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** What a template computes with: the values of Python that JSON has, and a few more. */
public sealed interface Value {

  /** Nothing, Python's {@code None}. */
  None NONE = new None();

  /** True. */
  Bool TRUE = new Bool(true);

  /** False. */
  Bool FALSE = new Bool(false);

  /**
   * The value of a truth.
   *
   * @param truth whether it is true
   */
  static Bool of(boolean truth) {
    return truth ? TRUE : FALSE;
  }

  /**
   * The value of what a JSON reader makes: null, a boolean, a number, a string, a list or a map.
   *
   * @param object the object
   * @return the value
   * @throws IllegalArgumentException if it is, or holds, something else
   */
  @SuppressWarnings("exports") // An annotation: who compiles without it misses nothing.
  static Value of(@Nullable Object object) {
    return switch (object) {
      case null -> NONE;
      case Value value -> value;
      case Boolean truth -> of(truth.booleanValue());
      case String text -> new Text(text);
      case Integer number -> new Int(number);
      case Long number -> new Int(number);
      case Number number -> new Real(number.doubleValue());
      case List<?> list -> {
        List<Value> items = new ArrayList<>();
        list.forEach(item -> items.add(of(item)));
        yield new Sequence(items);
      }
      case Map<?, ?> map -> {
        SequencedMap<Value, Value> entries = new LinkedHashMap<>();
        map.forEach((key, value) -> entries.put(of(key), of(value)));
        yield new Mapping(entries);
      }
      default ->
          throw new IllegalArgumentException(
              "a %s, expected what JSON has".formatted(object.getClass().getName()));
    };
  }

  /** Whether a condition holds with it. */
  boolean isTrue();

  /** What Python calls its type. */
  String type();

  /**
   * What is not there. It may be asked for and printed, as nothing; anything else is an error.
   *
   * @param name what was looked for
   */
  record Undefined(String name) implements Value {
    @Override
    public boolean isTrue() {
      return false;
    }

    @Override
    public String type() {
      return "Undefined";
    }
  }

  /** Nothing. */
  record None() implements Value {
    @Override
    public boolean isTrue() {
      return false;
    }

    @Override
    public String type() {
      return "NoneType";
    }
  }

  /**
   * A truth.
   *
   * @param isTrue whether it is true
   */
  record Bool(boolean isTrue) implements Value {
    @Override
    public String type() {
      return "bool";
    }
  }

  /**
   * An integer.
   *
   * @param number the number
   */
  record Int(long number) implements Value {
    @Override
    public boolean isTrue() {
      return number != 0;
    }

    @Override
    public String type() {
      return "int";
    }
  }

  /**
   * A floating-point number.
   *
   * @param number the number
   */
  record Real(double number) implements Value {
    @Override
    public boolean isTrue() {
      return number != 0;
    }

    @Override
    public String type() {
      return "float";
    }
  }

  /**
   * A string.
   *
   * @param text its characters
   */
  record Text(String text) implements Value {
    @Override
    public boolean isTrue() {
      return !text.isEmpty();
    }

    @Override
    public String type() {
      return "str";
    }
  }

  /**
   * A list, or a tuple.
   *
   * @param items what it holds
   */
  record Sequence(List<Value> items) implements Value {
    @Override
    public boolean isTrue() {
      return !items.isEmpty();
    }

    @Override
    public String type() {
      return "list";
    }
  }

  /**
   * A dictionary, in the order of its making.
   *
   * @param entries what it holds
   */
  record Mapping(SequencedMap<Value, Value> entries) implements Value {
    @Override
    public boolean isTrue() {
      return !entries.isEmpty();
    }

    @Override
    public String type() {
      return "dict";
    }
  }

  /**
   * What {@code namespace()} makes: variables that keep what is set inside a loop.
   *
   * @param variables by name; changes
   */
  record Namespace(Map<String, Value> variables) implements Value {
    @Override
    public boolean isTrue() {
      return true;
    }

    @Override
    public String type() {
      return "Namespace";
    }
  }

  /** Something to call: a function, a macro, or a method of a value. Templates alone make them. */
  final class Function implements Value {
    private final String name;
    private final FunctionBody body;

    Function(String name, FunctionBody body) {
      this.name = name;
      this.body = body;
    }

    /** What it is called. */
    public String name() {
      return name;
    }

    Value call(Arguments arguments) {
      return body.call(arguments);
    }

    @Override
    public boolean isTrue() {
      return true;
    }

    @Override
    public String type() {
      return "function";
    }
  }
}
