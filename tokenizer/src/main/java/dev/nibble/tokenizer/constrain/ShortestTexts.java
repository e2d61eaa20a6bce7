package dev.nibble.tokenizer.constrain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nibble.tokenizer.grammar.Expression;
import dev.nibble.tokenizer.grammar.Expression.Characters;
import dev.nibble.tokenizer.grammar.Expression.Choice;
import dev.nibble.tokenizer.grammar.Expression.Literal;
import dev.nibble.tokenizer.grammar.Expression.Reference;
import dev.nibble.tokenizer.grammar.Expression.Repeat;
import dev.nibble.tokenizer.grammar.Expression.Sequence;
import dev.nibble.tokenizer.grammar.Grammar;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * How many bytes the texts of a grammar's expressions have at least. A character counts as one,
 * whatever it is.
 */
final class ShortestTexts {
  /**
   * More are counted as so many. It bounds the work: what is known of a rule changes no more often.
   */
  static final int MOST = 64;

  private final Map<String, Integer> rules = new HashMap<>();

  ShortestTexts(Grammar grammar) {
    Map<String, Set<String>> users = new HashMap<>();
    grammar.rules().forEach((name, body) -> addUser(name, body, users));
    Deque<String> toTry = new ArrayDeque<>(grammar.rules().keySet());
    while (!toTry.isEmpty()) {
      String rule = toTry.remove();
      int bytes = of(Objects.requireNonNull(grammar.rules().get(rule)));
      if (bytes < ofRule(rule)) {
        rules.put(rule, bytes);
        toTry.addAll(users.getOrDefault(rule, Set.of()));
      }
    }
  }

  private static void addUser(String user, Expression e, Map<String, Set<String>> users) {
    switch (e) {
      case Literal _, Characters _ -> {}
      case Reference(String rule) ->
          users.computeIfAbsent(rule, _ -> new LinkedHashSet<>()).add(user);
      case Sequence(List<Expression> parts) -> parts.forEach(part -> addUser(user, part, users));
      case Choice(List<Expression> parts) -> parts.forEach(part -> addUser(user, part, users));
      case Repeat(Expression body, int _, int _) -> addUser(user, body, users);
    }
  }

  private int ofRule(String name) {
    return rules.getOrDefault(name, MOST);
  }

  /** Bytes of every text at least, {@link #MOST} at most; 0 just where one is empty. */
  int of(Expression e) {
    long bytes =
        switch (e) {
          case Literal(String text) -> text.getBytes(UTF_8).length;
          case Characters _ -> 1;
          case Reference(String rule) -> ofRule(rule);
          case Sequence(List<Expression> parts) -> parts.stream().mapToLong(this::of).sum();
          case Choice(List<Expression> parts) ->
              parts.stream().mapToLong(this::of).min().orElseThrow();
          case Repeat(Expression body, int min, int _) -> (long) of(body) * min;
        };
    return (int) Math.min(bytes, MOST);
  }
}
