package dev.nibble.tokenizer.constrain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nibble.tokenizer.grammar.CodePoints;
import dev.nibble.tokenizer.grammar.Expression;
import dev.nibble.tokenizer.grammar.Expression.Characters;
import dev.nibble.tokenizer.grammar.Expression.Choice;
import dev.nibble.tokenizer.grammar.Expression.Literal;
import dev.nibble.tokenizer.grammar.Expression.Reference;
import dev.nibble.tokenizer.grammar.Expression.Repeat;
import dev.nibble.tokenizer.grammar.Expression.Sequence;
import dev.nibble.tokenizer.grammar.Grammar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Makes a {@link Program} of a grammar: each expression from its end, so that it knows what
 * follows.
 */
final class Compiler {
  /** How many nodes a grammar may become. */
  private static final int MAX_NODES = 1_000_000;

  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  private final Grammar grammar;
  private final ShortestTexts shortestTexts;

  private Compiler(Grammar grammar) {
    this.grammar = grammar;
    shortestTexts = new ShortestTexts(grammar);
  }

  static Program compile(Grammar grammar) {
    return new Compiler(grammar).program();
  }

  private Program program() {
    add(new Node.Return());
    for (String rule : grammar.rules().keySet()) {
      numbers.put(rule, numbers.size());
    }
    List<Integer> starts = new ArrayList<>();
    for (Expression body : grammar.rules().values()) {
      starts.add(expression(body, Program.RETURN));
    }
    return new Program(List.copyOf(nodes), List.copyOf(starts), number(Grammar.ROOT));
  }

  /** The number of a rule: a grammar names none that it does not have. */
  private int number(String rule) {
    return Objects.requireNonNull(numbers.get(rule), rule);
  }

  private int add(Node node) {
    if (nodes.size() == MAX_NODES) {
      throw new ConstraintLimitException(
          "the grammar is compiled to more than %d places, expected a smaller one"
              .formatted(MAX_NODES));
    }
    nodes.add(node);
    return nodes.size() - 1;
  }

  /** The first node of an expression behind which another node follows. */
  private int expression(Expression e, int next) {
    return switch (e) {
      case Literal(String text) -> literal(text.getBytes(UTF_8), next);
      case Characters(CodePoints allowed) -> new Utf8Nodes(next).lead(ranges(allowed));
      case Reference(String rule) -> add(new Node.Call(number(rule), next));
      case Choice(List<Expression> parts) ->
          add(new Node.Split(parts.stream().mapToInt(part -> expression(part, next)).toArray()));
      case Sequence(List<Expression> parts) -> {
        int first = next;
        for (Expression part : parts.reversed()) {
          first = expression(part, first);
        }
        yield first;
      }
      case Repeat(Expression body, int min, int max) -> repeat(body, min, max, next);
    };
  }

  private int literal(byte[] bytes, int next) {
    int first = next;
    for (int i = bytes.length - 1; i >= 0; i--) {
      int value = bytes[i] & 0xFF;
      first = add(new Node.Bytes(new int[] {value}, new int[] {value}, new int[] {first}));
    }
    return first;
  }

  private int repeat(Expression body, int least, int max, int next) {
    int shortest = shortestTexts.of(body);
    int min = shortest == 0 ? 0 : least;
    if (max == 0) {
      return next;
    }
    if (min == 1 && max == 1) {
      return expression(body, next);
    }
    if (min == 0 && max == 1) {
      return add(new Node.Split(expression(body, next), next));
    }
    if (min == 0 && max == Expression.UNBOUNDED) {
      int loop = add(new Node.Return());
      nodes.set(loop, new Node.Split(expression(body, loop), next));
      return loop;
    }
    return add(
        new Node.Repeat(expression(body, Program.RETURN), min, max, Math.max(1, shortest), next));
  }

  private static int[] ranges(CodePoints set) {
    List<Integer> bounds = new ArrayList<>();
    set.forEachRange((first, last) -> {
      bounds.add(first);
      bounds.add(last);
    });
    return bounds.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * The bytes of one character. Ranges are pairs of the lowest and the highest number, ascending.
   */
  private final class Utf8Nodes {
    private record Rest(int bytes, List<Integer> ranges) {}

    private final int next;
    private final Map<Rest, Integer> known = new HashMap<>();

    Utf8Nodes(int next) {
      this.next = next;
    }

    /** The node of the first byte. */
    int lead(int[] ranges) {
      int[] targets = new int[256];
      Arrays.fill(targets, Node.NONE);
      for (int value = 0; value < 0x80; value++) {
        targets[value] = clip(ranges, value, value).length == 0 ? Node.NONE : next;
      }
      leads(ranges, 0xC2, 0xDF, 1, targets);
      leads(ranges, 0xE0, 0xEF, 2, targets);
      leads(ranges, 0xF0, 0xF4, 3, targets);
      return add(Node.Bytes.of(targets));
    }

    /** The leading bytes of characters that have some more. */
    private void leads(int[] ranges, int first, int last, int more, int[] targets) {
      int span = 1 << (6 * more);
      int mask = 0x3F >> more;
      int lowest = more == 1 ? 0x80 : more == 2 ? 0x800 : 0x1_0000;
      for (int value = first; value <= last; value++) {
        int base = (value & mask) * span;
        int[] rest = clip(ranges, Math.max(base, lowest), base + span - 1);
        targets[value] = rest(shift(rest, base), more);
      }
    }

    /** The node of the next of some more bytes, or none where no number is in the ranges. */
    private int rest(int[] ranges, int bytes) {
      if (ranges.length == 0) {
        return Node.NONE;
      }
      if (bytes == 0) {
        return next;
      }
      Rest key = new Rest(bytes, Arrays.stream(ranges).boxed().toList());
      Integer found = known.get(key);
      if (found != null) {
        return found;
      }
      int span = 1 << (6 * (bytes - 1));
      int[] targets = new int[256];
      Arrays.fill(targets, Node.NONE);
      for (int low = 0; low < 0x40; low++) {
        int[] part = clip(ranges, low * span, low * span + span - 1);
        targets[0x80 | low] = rest(shift(part, low * span), bytes - 1);
      }
      int made = add(Node.Bytes.of(targets));
      known.put(key, made);
      return made;
    }

    private static int[] clip(int[] ranges, int first, int last) {
      int[] out = new int[ranges.length];
      int size = 0;
      for (int i = 0; i < ranges.length; i += 2) {
        int from = Math.max(first, ranges[i]);
        int to = Math.min(last, ranges[i + 1]);
        if (from <= to) {
          out[size++] = from;
          out[size++] = to;
        }
      }
      return Arrays.copyOf(out, size);
    }

    private static int[] shift(int[] ranges, int by) {
      return Arrays.stream(ranges).map(bound -> bound - by).toArray();
    }
  }
}
