/**
 * How the blocks of each tensor type and floats become each other.
 *
 * <p>One class a format; what formats share, such as an order of bits, is a class of its own. Each
 * knows the bytes of one block and nothing about files.
 */
package dev.nibble.weights.format;
