/**
 * Devices that TornadoVM reaches: kernels as Java methods, which it compiles for them.
 *
 * <p>A layer is a task graph of its own, with its weights, its keys and values and its working
 * memory. Kernels do not know TornadoVM's arrays beyond getters and setters, have no scalar
 * parameters (those would be compiled in), and keep to what all backends have: no half precision,
 * no bit casts.
 */
package dev.nibble.tornadovm;
