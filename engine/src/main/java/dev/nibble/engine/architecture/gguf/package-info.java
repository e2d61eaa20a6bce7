/**
 * How GGUF files declare a model: which metadata and tensors each architecture has.
 *
 * <p>An {@link dev.nibble.engine.architecture.gguf.Architecture} answers what sets it apart; {@link
 * dev.nibble.engine.architecture.gguf.ConfigReader} and {@link
 * dev.nibble.engine.architecture.gguf.TensorReader} ask it. What they return knows neither files
 * nor architectures: the forward pass is one for all.
 */
package dev.nibble.engine.architecture.gguf;
