package dev.nibble.tokenizer.constrain;

import java.util.List;

/**
 * A compiled grammar.
 *
 * @param nodes all of them
 * @param rules the first node of each rule
 * @param root the number of the rule that a text begins with
 */
record Program(List<Node> nodes, List<Integer> rules, int root) {
  /** The index of the one {@link Node.Return}. */
  static final int RETURN = 0;

  Node node(int index) {
    return nodes.get(index);
  }

  /** The first node of a rule. */
  int start(int rule) {
    return rules.get(rule);
  }
}
