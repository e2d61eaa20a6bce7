/**
 * The operations on {@code jdk.incubator.vector}.
 *
 * <p>The width is fixed when the classes load ({@link
 * dev.nibble.engine.kernel.vector.Lanes#WIDTH_PROPERTY}), so that every species is a constant to
 * the compiler. Accumulators are local variables: a vector that escapes into an array or a field is
 * boxed. A matrix class fuses the decoding of its format with the product of one token; many tokens
 * share a decoded band of rows. The loops of these classes look alike and stay apart: the load of a
 * format must be a static call where the compiler looks for it.
 */
package dev.nibble.engine.kernel.vector;
