/**
 * How the blocks of each tensor type and floats become each other.
 *
 * <p>One class a format; what formats share, such as an order of bits, is a class of its own. Each
 * knows the bytes of one block and nothing about files.
 *
 * <p>Where rounding to nearest is not good enough, a search chooses the scales, and the format
 * packs what it found: {@code ScaleSearch} and {@code AffineSearch} for one group, {@code
 * ScaledGroupsSearch} and {@code AffineGroupsSearch} for the groups of a super-block. All of them
 * minimize the weighted sum of squared errors, and let no element be clipped by more than a step.
 */
package dev.nibble.weights.format;
