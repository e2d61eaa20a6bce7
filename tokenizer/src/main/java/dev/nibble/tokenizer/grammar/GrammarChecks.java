package dev.nibble.tokenizer.grammar;

import static java.util.stream.Collectors.joining;

import dev.nibble.tokenizer.grammar.Expression.Characters;
import dev.nibble.tokenizer.grammar.Expression.Choice;
import dev.nibble.tokenizer.grammar.Expression.Literal;
import dev.nibble.tokenizer.grammar.Expression.Reference;
import dev.nibble.tokenizer.grammar.Expression.Repeat;
import dev.nibble.tokenizer.grammar.Expression.Sequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/** Finds what keeps rules from being a grammar. */
final class GrammarChecks {
  private final Map<String, Expression> rules;

  /** The rules whose expressions refer to a rule. */
  private final Map<String, Set<String>> users = new HashMap<>();

  private int expressions;

  GrammarChecks(Map<String, Expression> rules) {
    this.rules = rules;
  }

  void check() {
    if (!rules.containsKey(Grammar.ROOT)) {
      throw new GrammarException(
          "", "there is no rule root, expected one that the text begins with");
    }
    if (rules.size() > Grammar.MAX_RULES) {
      throw new GrammarException(
          "", "%d rules, expected %d at most".formatted(rules.size(), Grammar.MAX_RULES));
    }
    rules.forEach((name, body) -> measure(name, body, 1));
    checkEnds();
    checkBeginnings();
  }

  private void measure(String rule, Expression e, int depth) {
    if (depth > Grammar.MAX_DEPTH) {
      throw new GrammarException(
          rule,
          "the rule %s is nested deeper than %d, expected fewer parentheses, or rules in their place"
              .formatted(rule, Grammar.MAX_DEPTH));
    }
    expressions += e instanceof Literal literal ? 1 + literal.text().length() : 1;
    if (expressions > Grammar.MAX_EXPRESSIONS) {
      throw new GrammarException(
          rule, "more than %d characters and operators".formatted(Grammar.MAX_EXPRESSIONS));
    }
    switch (e) {
      case Literal _, Characters _ -> {}
      case Reference(String name) -> {
        if (!rules.containsKey(name)) {
          throw new GrammarException(
              rule, "there is no rule %s, which the rule %s refers to".formatted(name, rule));
        }
        users.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(rule);
      }
      case Sequence(List<Expression> parts) -> parts.forEach(p -> measure(rule, p, depth + 1));
      case Choice(List<Expression> parts) -> parts.forEach(p -> measure(rule, p, depth + 1));
      case Repeat(Expression body, int min, int max) -> {
        int largest = max == Expression.UNBOUNDED ? min : max;
        if (largest > Grammar.MAX_REPETITIONS) {
          throw new GrammarException(
              rule,
              "%d repetitions in the rule %s, expected %d at most"
                  .formatted(largest, rule, Grammar.MAX_REPETITIONS));
        }
        measure(rule, body, depth + 1);
      }
    }
  }

  /** Each rule has a text that completes it. */
  private void checkEnds() {
    Set<String> ending = rulesWith(GrammarChecks::ends);
    for (String rule : rules.keySet()) {
      if (!ending.contains(rule)) {
        throw new GrammarException(
            rule,
            "the rule %s has no end: each of its texts needs another one, or a character that does not exist"
                .formatted(rule));
      }
    }
  }

  /** The rules that have a property which depends on the same property of others: the fewest. */
  private Set<String> rulesWith(BiPredicate<Expression, Set<String>> property) {
    Set<String> found = new HashSet<>();
    Deque<String> toTry = new ArrayDeque<>(rules.keySet());
    while (!toTry.isEmpty()) {
      String rule = toTry.remove();
      if (!found.contains(rule) && property.test(rules.get(rule), found)) {
        found.add(rule);
        toTry.addAll(users.getOrDefault(rule, Set.of()));
      }
    }
    return found;
  }

  private static boolean ends(Expression e, Set<String> ending) {
    return switch (e) {
      case Literal _ -> true;
      case Characters(CodePoints allowed) -> !allowed.isEmpty();
      case Reference(String name) -> ending.contains(name);
      case Sequence(List<Expression> parts) -> parts.stream().allMatch(p -> ends(p, ending));
      case Choice(List<Expression> parts) -> parts.stream().anyMatch(p -> ends(p, ending));
      case Repeat(Expression body, int min, int _) -> min == 0 || ends(body, ending);
    };
  }

  private static boolean mayBeEmpty(Expression e, Set<String> empty) {
    return switch (e) {
      case Literal(String text) -> text.isEmpty();
      case Characters _ -> false;
      case Reference(String name) -> empty.contains(name);
      case Sequence(List<Expression> parts) -> parts.stream().allMatch(p -> mayBeEmpty(p, empty));
      case Choice(List<Expression> parts) -> parts.stream().anyMatch(p -> mayBeEmpty(p, empty));
      case Repeat(Expression body, int min, int _) -> min == 0 || mayBeEmpty(body, empty);
    };
  }

  /** No rule begins with itself: takes away rules that begin with none of those that are left. */
  private void checkBeginnings() {
    Set<String> empty = rulesWith(GrammarChecks::mayBeEmpty);
    Map<String, Set<String>> first = new HashMap<>();
    Map<String, List<String>> beginners = new HashMap<>();
    rules.forEach((name, body) -> {
      Set<String> begins = new LinkedHashSet<>();
      addFirst(body, empty, begins);
      first.put(name, begins);
      begins.forEach(b -> beginners.computeIfAbsent(b, _ -> new ArrayList<>()).add(name));
    });
    Map<String, Integer> left = new HashMap<>();
    Deque<String> free = new ArrayDeque<>();
    first.forEach((name, begins) -> {
      left.put(name, begins.size());
      if (begins.isEmpty()) {
        free.add(name);
      }
    });
    while (!free.isEmpty()) {
      String rule = free.remove();
      left.remove(rule);
      for (String beginner : beginners.getOrDefault(rule, List.of())) {
        if (left.merge(beginner, -1, Integer::sum) == 0) {
          free.add(beginner);
        }
      }
    }
    if (!left.isEmpty()) {
      List<String> circle = circle(first, left.keySet());
      throw new GrammarException(
          circle.getFirst(),
          "left recursion, a rule begins with itself: %s; write it with * or behind what comes first"
              .formatted(circle.stream().collect(joining(" -> "))));
    }
  }

  /** Adds the rules that may stand in front of any character of a text. */
  private static void addFirst(Expression e, Set<String> empty, Set<String> to) {
    switch (e) {
      case Literal _, Characters _ -> {}
      case Reference(String name) -> to.add(name);
      case Choice(List<Expression> parts) -> parts.forEach(p -> addFirst(p, empty, to));
      case Repeat(Expression body, int _, int max) -> {
        if (max > 0) {
          addFirst(body, empty, to);
        }
      }
      case Sequence(List<Expression> parts) -> {
        for (Expression part : parts) {
          addFirst(part, empty, to);
          if (!mayBeEmpty(part, empty)) {
            return;
          }
        }
      }
    }
  }

  /** A way from a rule back to it; each of those that are left begins with another of them. */
  private List<String> circle(Map<String, Set<String>> first, Set<String> left) {
    List<String> way = new ArrayList<>();
    String rule = rules.keySet().stream().filter(left::contains).findFirst().orElseThrow();
    while (!way.contains(rule)) {
      way.add(rule);
      rule =
          first.getOrDefault(rule, Set.of()).stream()
              .filter(left::contains)
              .findFirst()
              .orElseThrow();
    }
    List<String> circle = new ArrayList<>(way.subList(way.indexOf(rule), way.size()));
    circle.add(rule);
    return circle;
  }
}
