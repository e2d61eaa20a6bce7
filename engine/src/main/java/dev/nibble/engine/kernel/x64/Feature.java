package dev.nibble.engine.kernel.x64;

/** A set of instructions that a processor has or lacks. */
enum Feature {
  AVX2,
  FMA,
  F16C,
  AVX_VNNI,
  AVX512F,
  AVX512BW,
  AVX512VL,
  AVX512_VNNI
}
