package dev.nibble.engine.predict;

import dev.nibble.engine.evaluate.Ceiling;
import dev.nibble.engine.measure.Arithmetic;
import dev.nibble.engine.predict.evidence.CountedWork;
import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.ModelFacts;
import java.util.List;
import java.util.Locale;

/**
 * Floating-point operations, two a multiply-add: 2 P a token (Kaplan et al. 2020, arXiv
 * 2001.08361), and 4 L d S of attention over S positions, which make S^2 over a prompt (Vaswani et
 * al. 2017).
 */
final class Flops implements Law {
  private static final String UNIT = "FLOP";
  private static final Bound NEAR = new Bound.Within(0.05);
  private static final String TOKEN = "multiply-adds of one token, counted by the kernels, twice";
  private static final String PROMPT = "multiply-adds of a prompt, counted by the kernels, twice";
  private static final String ATTENTION =
      "multiply-adds of a prompt's attention, counted by the kernels, twice";

  /** One token with its logits: what it is multiplied with, and what it sees. */
  static Prediction token(ModelFacts m, int seen) {
    return new Prediction(
        "FLOPs",
        "2 P_m + 4 L h d_h S",
        List.of(
            multiplied(m),
            layers(m),
            Input.of("h d_h", "query heads times head size", m.attentionWidth()),
            Input.of("S", "positions that the token sees", seen)),
        2.0 * m.multipliedWeights() + 4.0 * m.layers() * m.attentionWidth() * seen,
        UNIT);
  }

  /** One token as textbooks have it. */
  static Prediction textbook(ModelFacts m, int seen) {
    return new Prediction(
        "FLOPs, textbook",
        "2 P + 4 L d S",
        List.of(
            parameters(m),
            layers(m),
            Input.of("d", "model width", m.width()),
            Input.of("S", "positions that the token sees", seen)),
        2.0 * m.parameters() + 4.0 * m.layers() * m.width() * seen,
        UNIT);
  }

  /** One token, whatever it sees. */
  static Prediction weightsAlone(ModelFacts m) {
    return new Prediction(
        "FLOPs, 2 P alone", "2 P", List.of(parameters(m)), 2.0 * m.parameters(), UNIT);
  }

  /** A prompt with the logits of its last token alone. */
  static Prediction prompt(ModelFacts m, int tokens) {
    double output = (double) m.vocabulary() * m.width();
    return new Prediction(
        "FLOPs, prompt",
        "2 (P_m - V d) S + 2 V d + 2 L h d_h S (S + 1)",
        List.of(
            multiplied(m),
            Input.of("V", "vocabulary", m.vocabulary()),
            Input.of("d", "model width", m.width()),
            layers(m),
            Input.of("h d_h", "query heads times head size", m.attentionWidth()),
            Input.of("S", "tokens of the prompt", tokens)),
        2 * (m.multipliedWeights() - output) * tokens
            + 2 * output
            + promptAttention(m, tokens).value(),
        UNIT);
  }

  /** A prompt's attention, where a token sees what stands before it. */
  static Prediction promptAttention(ModelFacts m, int tokens) {
    return new Prediction(
        "FLOPs, S^2 term",
        "2 L h d_h S (S + 1)",
        List.of(
            layers(m),
            Input.of("h d_h", "query heads times head size", m.attentionWidth()),
            Input.of("S", "tokens of the prompt", tokens)),
        2.0 * m.layers() * m.attentionWidth() * tokens * (tokens + 1.0),
        UNIT);
  }

  /** The same where every token meets every other, as textbooks have it. */
  static Prediction square(ModelFacts m, int tokens) {
    return new Prediction(
        "FLOPs, S^2 term, textbook",
        "4 L d S^2",
        List.of(
            layers(m),
            Input.of("d", "model width", m.width()),
            Input.of("S", "tokens of the prompt", tokens)),
        4.0 * m.layers() * m.width() * tokens * (double) tokens,
        UNIT);
  }

  /** The least time that a prompt can take on a machine, if all of it is of one arithmetic. */
  static Prediction leastTime(
      ModelFacts m, int tokens, double multiplyAddsPerSecond, Arithmetic arithmetic) {
    double flops = prompt(m, tokens).value();
    return new Prediction(
        "FLOPs, least time of a prompt",
        "F / peak",
        List.of(
            new Input("F", "operations of the prompt", flops, UNIT),
            new Input(
                "peak",
                "the machine's at best, in " + arithmetic.id(),
                2 * multiplyAddsPerSecond,
                "FLOP/s")),
        flops / (2 * multiplyAddsPerSecond),
        "s");
  }

  private static Input layers(ModelFacts m) {
    return Input.of("L", "layers", m.layers());
  }

  private static Input parameters(ModelFacts m) {
    return Input.of("P", "parameters", (double) m.parameters());
  }

  private static Input multiplied(ModelFacts m) {
    return Input.of(
        "P_m", "weights that a token is multiplied with", (double) m.multipliedWeights());
  }

  @Override
  public List<Finding> check(Evidence evidence) {
    ModelFacts m = evidence.model();
    CountedWork work = evidence.work();
    int seen = work.tokenPosition() + 1;
    int tokens = work.promptTokens();
    double token = 2.0 * (work.tokenProducts() + work.tokenAttention());
    double prompt = 2.0 * (work.promptProducts() + work.promptAttention());
    Measurement ofToken = new Measurement(token, TOKEN);
    Measurement ofAttention = new Measurement(2.0 * work.promptAttention(), ATTENTION);
    return List.of(
        new Finding(token(m, seen), ofToken, new Bound.Exact(), counted(m, seen, token)),
        new Finding(textbook(m, seen), ofToken, NEAR, notMultiplied(m)),
        new Finding(
            weightsAlone(m),
            ofToken,
            NEAR,
            "attention over %d positions is %s of the token's operations"
                .formatted(seen, Share.percent(2.0 * work.tokenAttention() / token))),
        new Finding(
            prompt(m, tokens),
            new Measurement(prompt, PROMPT),
            new Bound.Exact(),
            "the S^2 term is %s of it"
                .formatted(Share.percent(2.0 * work.promptAttention() / prompt))),
        new Finding(
            promptAttention(m, tokens),
            ofAttention,
            new Bound.Exact(),
            windows(promptAttention(m, tokens), ofAttention)),
        new Finding(
            square(m, tokens),
            ofAttention,
            NEAR,
            "a token sees itself and what stands before it, about half of all pairs"),
        leastTime(evidence, prompt));
  }

  private static String counted(ModelFacts m, int seen, double measured) {
    double more = token(m, seen).value() - measured;
    return more == 0
        ? "each weight is multiplied once, and each position seen twice: score and weighted value"
        : String.format(
            Locale.ROOT,
            "kernels did %s of it: layers have windows, or heads that differ",
            Share.percent(measured / token(m, seen).value()));
  }

  private static String notMultiplied(ModelFacts m) {
    return String.format(
        Locale.ROOT,
        "%,d of %,d parameters are multiplied: norms are not, nor is an embedding that the output"
            + " does not share%s",
        m.multipliedWeights(),
        m.parameters(),
        m.experts() > 1 ? ", nor experts that were not chosen" : "");
  }

  private static String windows(Prediction predicted, Measurement counted) {
    return predicted.value() == counted.value()
        ? "every token sees all that stands before it"
        : "layers with windows see %s of it"
            .formatted(Share.percent(counted.value() / predicted.value()));
  }

  private static Finding leastTime(Evidence evidence, double flops) {
    CountedWork work = evidence.work();
    Ceiling ceiling = evidence.ceiling();
    double peak = 2 * ceiling.multiplyAddsPerSecond();
    double achieved = flops / work.promptSeconds();
    return new Finding(
        leastTime(
            evidence.model(),
            work.promptTokens(),
            ceiling.multiplyAddsPerSecond(),
            ceiling.arithmetic()),
        new Measurement(work.promptSeconds(), "wall clock of a prompt"),
        new Bound.AtLeast(),
        String.format(
            Locale.ROOT,
            "%.4g GFLOP/s of %.4g in %s are achieved, %s",
            achieved / 1e9,
            peak / 1e9,
            ceiling.arithmetic().id(),
            Share.percent(achieved / peak)));
  }
}
