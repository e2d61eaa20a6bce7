package dev.nibble.tokenizer.grammar;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rules that say which texts there may be: those of the rule {@value #ROOT}. Immutable.
 *
 * <p>Each rule can be completed: no text leads into a place that has no end. No rule begins with
 * itself.
 */
public final class Grammar {
  /** The name of the rule that a text begins with. */
  public static final String ROOT = "root";

  /** How many rules a grammar may have. */
  public static final int MAX_RULES = 20_000;

  /** How many expressions its rules may consist of. */
  public static final int MAX_EXPRESSIONS = 400_000;

  /** How deep expressions may be nested in a rule. */
  public static final int MAX_DEPTH = 200;

  /** The largest number of a repetition. */
  public static final int MAX_REPETITIONS = 100_000;

  private final Map<String, Expression> rules;

  private Grammar(Map<String, Expression> rules) {
    this.rules = rules;
  }

  /**
   * Makes a grammar of rules.
   *
   * @param rules each by its name
   * @return the grammar
   * @throws GrammarException if there is no {@value #ROOT}, a rule is missing, begins with itself
   *     or cannot end, or if there is more of anything than is allowed
   */
  public static Grammar of(Map<String, Expression> rules) {
    Map<String, Expression> copy = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
    new GrammarChecks(copy).check();
    return new Grammar(copy);
  }

  /**
   * Reads a grammar in llama.cpp's notation (GBNF).
   *
   * @param text rules such as {@code root ::= "yes" | "no"}
   * @return the grammar
   * @throws GrammarSyntaxException if it cannot be read, or for the reasons of {@link #of}
   * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/grammars/README.md">the
   *     notation</a>
   */
  public static Grammar parse(String text) {
    return new GbnfParser(text).parse();
  }

  /** The rules by their names, in the order in which they were given. */
  public Map<String, Expression> rules() {
    return rules;
  }
}
