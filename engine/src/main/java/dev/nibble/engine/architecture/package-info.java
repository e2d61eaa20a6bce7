/**
 * What model a file declares: the numbers of its metadata and the tensors that these imply, found
 * and of the right shape. Everything that can be wrong with a model file is found here, before any
 * kernel sees a weight.
 */
package dev.nibble.engine.architecture;
