package dev.nibble.tokenizer;

import java.util.OptionalInt;

/** The ids that a file gives a name to; each is in range. */
record SpecialIds(
    OptionalInt bos,
    OptionalInt eos,
    OptionalInt eot,
    OptionalInt eom,
    OptionalInt unknown,
    OptionalInt padding) {}
