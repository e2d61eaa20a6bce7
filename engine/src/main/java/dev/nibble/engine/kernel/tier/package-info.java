/**
 * Which implementation of the kernels this machine and this model get: ordered checks, each with
 * what was found and the flag to add.
 */
package dev.nibble.engine.kernel.tier;
