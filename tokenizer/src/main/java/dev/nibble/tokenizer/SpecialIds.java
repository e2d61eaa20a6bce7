package dev.nibble.tokenizer;

import java.util.List;
import java.util.OptionalInt;

/** The ids that a file gives a name to; each is in range. */
record SpecialIds(
    OptionalInt bos,
    OptionalInt eos,
    OptionalInt eot,
    OptionalInt eom,
    OptionalInt unknown,
    OptionalInt padding,
    OptionalInt fimPad,
    OptionalInt fimRepository,
    OptionalInt fimSeparator) {

  /** Those that end a generation. */
  List<OptionalInt> ends() {
    return List.of(eos, eot, eom, fimPad, fimRepository, fimSeparator);
  }
}
