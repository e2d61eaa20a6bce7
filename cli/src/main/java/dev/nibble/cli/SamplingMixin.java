package dev.nibble.cli;

import dev.nibble.engine.sampling.SamplingOptions;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command chooses tokens. */
final class SamplingMixin {
  private static final float DEFAULT_TEMPERATURE = 0.8f;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "0 takes the most likely token always (default: ${DEFAULT-VALUE}).")
  private float temperature;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "40",
      description = "Choose from the K most likely; 0 from all (default: ${DEFAULT-VALUE}).")
  private int topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "0.95",
      description =
          "... from the most likely that hold mass P; 1 from all (default: ${DEFAULT-VALUE}).")
  private double topP;

  @Option(
      names = "--min-p",
      paramLabel = "P",
      defaultValue = "0.05",
      description =
          "... from those at least P times as likely as the best (default: ${DEFAULT-VALUE}).")
  private double minP;

  @Option(
      names = "--typical",
      paramLabel = "P",
      defaultValue = "1",
      description =
          "... from the locally typical of mass P; 1 from all (default: ${DEFAULT-VALUE}).")
  private double typicalP;

  @Option(
      names = "--repeat-penalty",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "Divide the logits of tokens seen before; 1 for off (default: ${DEFAULT-VALUE}).")
  private float repetitionPenalty;

  @Option(
      names = "--frequency-penalty",
      paramLabel = "X",
      defaultValue = "0",
      description = "Subtract for each time a token was seen (default: ${DEFAULT-VALUE}).")
  private float frequencyPenalty;

  @Option(
      names = "--presence-penalty",
      paramLabel = "X",
      defaultValue = "0",
      description = "Subtract where a token was seen (default: ${DEFAULT-VALUE}).")
  private float presencePenalty;

  @Option(
      names = "--repeat-last-n",
      paramLabel = "N",
      defaultValue = "64",
      description = "How far the penalties look back; -1 for all (default: ${DEFAULT-VALUE}).")
  private int penaltyWindow;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The same seed gives the same text (default: another one each time).")
  private Long seed;

  /** For a text that shall not be the same each time. */
  SamplingMixin() {
    this(DEFAULT_TEMPERATURE);
  }

  /** With another temperature where none is given. */
  SamplingMixin(float temperature) {
    this.temperature = temperature;
  }

  SamplingOptions options() {
    return options(temperature);
  }

  /** Without chance where no temperature is given. */
  SamplingOptions searchOptions() {
    boolean given = command.commandLine().getParseResult().hasMatchedOption("--temperature");
    return options(given ? temperature : 0);
  }

  private SamplingOptions options(float warmth) {
    return new SamplingOptions(
        warmth,
        topK,
        topP,
        minP,
        typicalP,
        repetitionPenalty,
        frequencyPenalty,
        presencePenalty,
        penaltyWindow,
        seed == null ? ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE) : seed);
  }
}
