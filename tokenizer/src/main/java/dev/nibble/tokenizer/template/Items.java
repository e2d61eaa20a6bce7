package dev.nibble.tokenizer.template;

import dev.nibble.tokenizer.template.Value.Int;
import dev.nibble.tokenizer.template.Value.Mapping;
import dev.nibble.tokenizer.template.Value.Sequence;
import dev.nibble.tokenizer.template.Value.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;

/** What values hold: what loops run over, and what stands at a place. */
final class Items {
  private Items() {}

  /** What a loop runs over: items, keys, or characters; nothing of what is not there. */
  static List<Value> of(Value value, Allowance allowance) {
    List<Value> items =
        switch (value) {
          case Sequence(List<Value> all) -> all;
          case Mapping(SequencedMap<Value, Value> entries) -> List.copyOf(entries.keySet());
          case Text(String text) -> Texts.characters(text);
          case Value.Undefined _ -> List.of();
          default ->
              throw TemplateException.value(
                  "a %s holds nothing to run over".formatted(value.type()));
        };
    allowance.steps(items.size());
    return items;
  }

  /** Pairs of keys and values. */
  static Sequence pairs(SequencedMap<Value, Value> entries) {
    List<Value> pairs = new ArrayList<>();
    entries.forEach((key, value) -> pairs.add(new Sequence(List.of(key, value))));
    return new Sequence(pairs);
  }

  /** What may be a key: what cannot change and holds nothing. */
  static Value key(Value value) {
    if (value instanceof Sequence || value instanceof Mapping) {
      throw TemplateException.value("a %s cannot be the key of a dict".formatted(value.type()));
    }
    return value;
  }

  /** What stands under a key or at a place; what is not there where nothing does. */
  static Value at(Value of, Value key) {
    return switch (of) {
      case Mapping(SequencedMap<Value, Value> entries)
          when isKey(key) && entries.containsKey(key) ->
          entries.get(key);
      case Sequence(List<Value> items) when key instanceof Int(long index) ->
          at(items.size(), index) < 0 ? missing(key) : items.get(at(items.size(), index));
      case Text(String text) when key instanceof Int(long index) -> character(text, index);
      default -> missing(key);
    };
  }

  private static boolean isKey(Value key) {
    return !(key instanceof Sequence) && !(key instanceof Mapping);
  }

  private static Value missing(Value key) {
    return new Value.Undefined(key instanceof Text(String name) ? name : "item");
  }

  private static Value character(String text, long index) {
    int at = at(Texts.length(text), index);
    if (at < 0) {
      return missing(new Int(index));
    }
    int from = text.offsetByCodePoints(0, at);
    return new Text(text.substring(from, text.offsetByCodePoints(from, 1)));
  }

  /** A place counted from the beginning; -1 where there is none. */
  private static int at(int size, long index) {
    long place = index < 0 ? index + size : index;
    return place >= 0 && place < size ? (int) place : -1;
  }

  /**
   * Every so many of some items, as Python's slices choose them.
   *
   * @param of a list or a string
   * @param from the first; none for the end from which the step leads
   * @param to behind the last; none for the other end
   * @param step from one to the next; none for 1
   */
  static Value slice(Value of, Value from, Value to, Value step, Allowance allowance) {
    if (!(of instanceof Sequence) && !(of instanceof Text)) {
      throw TemplateException.value("a %s has no slices".formatted(of.type()));
    }
    List<Value> items = of(of, allowance);
    int size = items.size();
    long by = bound(step, 1);
    if (by == 0) {
      throw TemplateException.value("a slice with a step of 0");
    }
    boolean forward = by > 0;
    long low = forward ? 0 : -1;
    long high = forward ? size : size - 1;
    long begin = clamped(bound(from, forward ? 0 : Long.MAX_VALUE), from, size, low, high);
    long end = clamped(bound(to, forward ? Long.MAX_VALUE : -1), to, size, low, high);
    List<Value> chosen = new ArrayList<>();
    for (long i = begin; forward ? i < end : i > end; i = Math.addExact(i, by)) {
      chosen.add(items.get((int) i));
      if (by > size || by < -size) {
        break;
      }
    }
    return of instanceof Text ? joined(chosen) : new Sequence(chosen);
  }

  private static long bound(Value value, long otherwise) {
    return switch (value) {
      case Value.None _ -> otherwise;
      case Int(long number) -> number;
      default ->
          throw TemplateException.value(
              "a bound of a slice is a %s, expected an int".formatted(value.type()));
    };
  }

  private static long clamped(long place, Value given, int size, long low, long high) {
    boolean fromEnd = given instanceof Int && place < 0;
    return Math.clamp(fromEnd ? place + size : place, low, high);
  }

  private static Text joined(List<Value> characters) {
    StringBuilder text = new StringBuilder();
    characters.forEach(c -> text.append(((Text) c).text()));
    return new Text(text.toString());
  }
}
