/**
 * The operations on {@code jdk.incubator.vector}.
 *
 * <p>The width is fixed when the classes load ({@link
 * dev.nibble.engine.kernel.vector.Lanes#WIDTH_PROPERTY}), so that every species is a constant to
 * the compiler. Accumulators are local variables: a vector that escapes into an array or a field is
 * boxed. A matrix of any format decodes a band of rows, which many tokens share; a format with a
 * class of its own fuses its decoding with the product of one token. The loops of these classes
 * look alike and stay apart: the load of a format must be a static call where the compiler looks
 * for it.
 */
package dev.nibble.engine.kernel.vector;
