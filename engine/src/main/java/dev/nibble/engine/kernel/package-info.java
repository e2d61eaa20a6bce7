/**
 * The few operations that a transformer needs, behind one interface.
 *
 * <p>A <em>tier</em> is one implementation of {@link dev.nibble.engine.kernel.Kernels}: {@code
 * scalar} is the normative reference, {@code vector} stands on {@code jdk.incubator.vector}. A tier
 * prepares each weight tensor once as a {@link dev.nibble.engine.kernel.Matrix} in the layout that
 * it likes. Work is cut into parts and run by a {@link dev.nibble.engine.kernel.WorkerPool}.
 *
 * <p>Activations are float arrays on the heap, weights and cached keys and values are segments off
 * the heap, and the two kinds never meet at one call site: the just-in-time compiler keeps each
 * site monomorphic.
 */
package dev.nibble.engine.kernel;
