package dev.nibble.engine.kernel.x64;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What kernels are assembled of; the best first. All of them compute the same bits. */
enum InstructionSet {
  AVX512_VNNI("AVX-512 VNNI", Width.Z),
  AVX_VNNI("AVX-VNNI", Width.Y),
  AVX2("AVX2", Width.Y);

  private final String title;
  private final Width width;

  InstructionSet(String title, Width width) {
    this.title = title;
    this.width = width;
  }

  /** The best set of a processor with these features, where it has one. */
  static Optional<InstructionSet> best(Set<Feature> features) {
    for (InstructionSet set : values()) {
      if (features.containsAll(set.features())) {
        return Optional.of(set);
      }
    }
    return Optional.empty();
  }

  /** Its name in reports. */
  String title() {
    return title;
  }

  /** The widest vectors. */
  Width width() {
    return width;
  }

  /** What a processor needs for it. */
  Set<Feature> features() {
    return switch (this) {
      case AVX512_VNNI ->
          EnumSet.of(Feature.AVX512F, Feature.AVX512BW, Feature.AVX512VL, Feature.AVX512_VNNI);
      case AVX_VNNI -> EnumSet.of(Feature.AVX2, Feature.FMA, Feature.F16C, Feature.AVX_VNNI);
      case AVX2 -> EnumSet.of(Feature.AVX2, Feature.FMA, Feature.F16C);
    };
  }

  /** Whether it is encoded with EVEX, which has more registers and kinds of operands than VEX. */
  boolean isEvex() {
    return width == Width.Z;
  }

  /** Vector registers. */
  int registers() {
    return isEvex() ? 32 : 16;
  }

  /** Writes its instructions. */
  Assembler assembler() {
    return isEvex() ? Assembler.evex() : Assembler.vex();
  }

  /**
   * How codes are multiplied with activations.
   *
   * @param bits of a code
   */
  Dot dot(int bits) {
    if (this != AVX2) {
      return Dot.BYTES;
    }
    return switch (bits) {
      case 4 -> Dot.WORDS;
      case 8 -> Dot.SIGNED_PAIRS;
      default -> Dot.PAIRS;
    };
  }
}
