/**
 * From logits to a token.
 *
 * <p>{@link dev.nibble.engine.sampling.SamplingOptions} says what is wanted; a {@link
 * dev.nibble.engine.sampling.Sampler} is the chain of {@link
 * dev.nibble.engine.sampling.SamplingStep}s made from it, with the random numbers of one seed. Each
 * step narrows or bends the {@link dev.nibble.engine.sampling.Candidates}.
 */
package dev.nibble.engine.sampling;
