/**
 * How good a model is: what an engine predicts, held against a text that people wrote.
 *
 * <p>A {@link dev.nibble.engine.evaluate.Perplexity} cuts a text into windows, lets the model
 * predict the tokens of each, and averages how much every token surprised it.
 */
package dev.nibble.engine.evaluate;
