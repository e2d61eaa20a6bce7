/**
 * Devices that TornadoVM reaches: kernels as Java methods, which it compiles for them.
 *
 * <p>Layers of equal shape share kernels, which work on placeholders; each layer's arrays are put
 * in their place by turns. Activations stay on the device from the first layer of a run to the last
 * one. Kernels do not know TornadoVM's arrays beyond getters and setters, have scalar parameters
 * only for what is to be compiled in, use local memory in their own bodies only, and keep to what
 * all backends have: no half precision, no bit casts.
 */
@NullMarked
package dev.nibble.tornadovm;

import org.jspecify.annotations.NullMarked;
