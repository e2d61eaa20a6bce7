package dev.nibble.tests.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.Generation;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.Session;
import dev.nibble.engine.TextListener;
import dev.nibble.engine.sampling.SamplingOptions;
import dev.nibble.tokenizer.constrain.Constraint;
import dev.nibble.tokenizer.grammar.Grammar;
import dev.nibble.tokenizer.schema.JsonSchema;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a constraint costs a text, beside one of as many tokens without a constraint: an operation
 * is a pair of texts, each with its prompt of a few tokens, and which of them comes first changes
 * from pair to pair. One thread computes, and its processor time counts, which other work on the
 * machine changes little. Read {@code percent}; leave one iteration, and make it longer for slow
 * models.
 */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 1, time = 10)
@Measurement(iterations = 1, time = 20)
public class ConstraintBenchmark {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** A GGUF file; relative to the root of the project. */
  @Param("models/stories260K-pad32-f16.gguf")
  public String file;

  /** What the texts are held to. */
  @Param public Form form;

  /** Whether each text has a constraint of its own, of which nothing is known yet. */
  @Param({"false", "true"})
  public boolean fresh;

  /** How many tokens a text has at most. */
  @Param("128")
  public int tokens;

  /** What texts may be held to. */
  public enum Form {
    /** Anything. */
    ANY("root ::= .*"),

    /** A text whose every character is another count. */
    COUNTED("root ::= .{0,3000}"),

    /** An object of numbers, of strings that have a length, and of an array that has one. */
    SCHEMA(
        """
        {"type": "object", "required": ["name", "age", "email", "tags", "story"], "properties": {
          "name": {"type": "string", "maxLength": 40},
          "age": {"type": "integer", "minimum": 0, "maximum": 120},
          "email": {"type": "string", "maxLength": 60},
          "tags": {"type": "array", "minItems": 2, "maxItems": 6,
            "items": {"type": "string", "maxLength": 20}},
          "story": {"type": "string", "minLength": 100, "maxLength": 400}}}
        """),

    /** Any JSON object. */
    JSON(
        """
        root ::= object
        value ::= object | array | string | number | "true" | "false" | "null"
        object ::= "{" space (member ("," space member)*)? "}" space
        member ::= string ":" space value
        array ::= "[" space (value ("," space value)*)? "]" space
        string ::= "\\"" ([^"\\\\\\x00-\\x1F\\x7F] | "\\\\" (["\\\\/bfnrt] | "u" [0-9a-fA-F]{4}))* "\\"" space
        number ::= "-"? ("0" | [1-9] [0-9]{0,15}) ("." [0-9]+)? ([eE] [-+]? [0-9]{1,3})? space
        space ::= (" " | "\\n" [ \\t]{0,20})?
        """);

    private final String text;

    Form(String text) {
      this.text = text;
    }

    private Grammar grammar() throws IOException {
      return this == SCHEMA
          ? JsonSchema.grammar(new ObjectMapper().readValue(text, Object.class))
          : Grammar.parse(text);
    }
  }

  private Engine engine;
  private Session session;
  private Grammar grammar;
  private Constraint known;
  private long seed;

  /** Loads the model. */
  @Setup
  public void load() throws IOException {
    engine = Engine.load(Path.of(file), EngineOptions.defaults().withThreads(1));
    session = engine.newSession(512);
    grammar = form.grammar();
    known = engine.constraint(grammar);
  }

  /** A text with a constraint and one without. */
  @Benchmark
  public void pair(MaskCost cost) {
    GenerationRequest free =
        GenerationRequest.of("Once upon a time")
            .withSampling(new SamplingOptions(0.8f, 40, 0.95f, 0.05f, 1, 1, 0, 0, 0, ++seed));
    // How many tokens the other text gets is known once this one is made.
    int length = constrained(free).ids().size();
    long constrained;
    long unconstrained;
    if (seed % 2 == 0) {
      unconstrained = nanos(() -> free(free, length));
      constrained = nanos(() -> constrained(free));
    } else {
      constrained = nanos(() -> constrained(free));
      unconstrained = nanos(() -> free(free, length));
    }
    cost.add(constrained, unconstrained);
  }

  private Generation constrained(GenerationRequest free) {
    Constraint constraint = fresh ? engine.constraint(grammar) : known;
    return session.generate(
        free.withMaxTokens(tokens).withConstraint(constraint), TextListener.IGNORE);
  }

  private Generation free(GenerationRequest free, int length) {
    return session.generate(free.withMaxTokens(length).withIgnoreEos(true), TextListener.IGNORE);
  }

  private static long nanos(Runnable text) {
    long begin = THREADS.getCurrentThreadCpuTime();
    text.run();
    return THREADS.getCurrentThreadCpuTime() - begin;
  }

  /** Unmaps the model. */
  @TearDown
  public void close() {
    session.close();
    engine.close();
  }
}
