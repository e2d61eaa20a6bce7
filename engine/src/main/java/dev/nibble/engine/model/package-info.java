/**
 * The forward pass: a model as a graph of kernels.
 *
 * <p>A {@link dev.nibble.engine.model.Transformer} holds the weights as the kernels prepared them
 * and the activations of one batch. What belongs to a sequence is in its cache alone, so that one
 * transformer serves any number of sequences in turn.
 */
package dev.nibble.engine.model;
