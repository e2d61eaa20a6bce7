/**
 * The device that the CPU plays: the same kernels on copies of the weights in memory of their own,
 * within a budget. With it placement and fallback can be seen, and tested, on any machine.
 */
package dev.nibble.engine.device.host;
