/**
 * Layers on another device than the kernels' own, and what happens when it cannot hold or do them.
 *
 * <p>An {@link dev.nibble.engine.device.Accelerator} finds and opens a {@link
 * dev.nibble.engine.device.Device}; a device holds weights and keys and values of layers, computes
 * whole layers, and says what it could not do, in an {@link dev.nibble.engine.device.Outcome}. It
 * never decides anything. {@link dev.nibble.engine.device.Offload} does: it plans which layers fit,
 * checks what the device answers, and moves layers away and back between two operations.
 *
 * <p>The CPU's cache of keys and values is always complete: what a device computes is stored there
 * too, before the pass goes on. So a device can be lost at any moment, and nothing is.
 */
package dev.nibble.engine.device;
