package dev.nibble.engine.architecture.gguf;

/**
 * Llama 1 to 3 (Touvron et al. 2023), with or without experts, and the many models of its shape:
 * SmolLM, TinyLlama, Mixtral.
 *
 * <p>Mistral's files have this name too. llama.cpp gives them no sliding window, whatever their
 * metadata says, and so does this.
 */
final class Llama extends Architecture {
  Llama() {
    super("llama");
  }
}
