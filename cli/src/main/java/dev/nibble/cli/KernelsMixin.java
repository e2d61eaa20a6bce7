package dev.nibble.cli;

import dev.nibble.engine.EngineOptions;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;

/** How a command computes on the CPU. */
final class KernelsMixin {
  @Mixin private TierMixin tier;
  @Mixin private ThreadsMixin threads;

  EngineOptions options() {
    return tier.apply(EngineOptions.defaults()).withThreads(threads.wanted());
  }

  /** How many threads that makes. */
  int threadCount() {
    return threads.count();
  }

  /** The same for the command line of another process. */
  List<String> arguments() {
    Stream<String> count = Stream.of("--threads", String.valueOf(threads.wanted()));
    return Stream.concat(tier.arguments().stream(), count).toList();
  }
}
