/**
 * How the blocks of each tensor type and floats become each other.
 *
 * <p>One class a format; what formats share, such as an order of bits, is a class of its own. Each
 * knows the bytes of one block and nothing about files.
 *
 * <p>Where rounding to nearest is not good enough, a search of {@code dev.nibble.weights.fit}
 * chooses the scales, and the format packs what it found.
 */
package dev.nibble.weights.format;
