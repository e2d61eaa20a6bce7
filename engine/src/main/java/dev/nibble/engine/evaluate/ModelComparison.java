package dev.nibble.engine.evaluate;

/**
 * How one model did among others.
 *
 * @param name the model
 * @param perplexity its perplexity, the same as {@link Perplexity} finds over the same windows; the
 *     time includes the comparing
 * @param divergence how far it is from the first model; nothing for the first itself
 */
public record ModelComparison(String name, PerplexityResult perplexity, Divergence divergence) {}
