/**
 * Models made smaller: one file in, another out.
 *
 * <p>A {@link dev.nibble.weights.quantize.Recipe} says which type each tensor gets, an {@link
 * dev.nibble.weights.quantize.Importance} which weights matter most, and a {@link
 * dev.nibble.weights.quantize.Quantizer} does it and measures how far the weights moved.
 */
package dev.nibble.weights.quantize;
