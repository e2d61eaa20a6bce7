package dev.nibble.tests.architecture;

import java.util.List;
import java.util.stream.Stream;

/** The small models of all architectures. */
final class SmallModels {
  private SmallModels() {}

  /** The models, family by family. */
  static List<RandomModel> all() {
    return Stream.of(
            LlamaModels.all(),
            QwenModels.all(),
            GemmaModels.all(),
            PhiModels.all(),
            OtherModels.all())
        .flatMap(List::stream)
        .toList();
  }
}
