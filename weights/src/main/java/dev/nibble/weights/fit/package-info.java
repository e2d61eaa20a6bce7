/**
 * How numbers that share a scale get one: the search for scales, minima and codes that lose least.
 *
 * <p>{@link dev.nibble.weights.fit.Samples} are numbers with what the squared error of each weighs,
 * {@link dev.nibble.weights.fit.Levels} what a code can stand for. A {@link
 * dev.nibble.weights.fit.ScaleSearch} or an {@link dev.nibble.weights.fit.AffineSearch} fits one
 * group; a {@link dev.nibble.weights.fit.ScaledGroupsSearch} or an {@link
 * dev.nibble.weights.fit.AffineGroupsSearch} fits the groups of a super-block, whose scales are
 * codes themselves. All of them minimize the weighted sum of squared errors, and let no element be
 * clipped by more than a step. They try scales near those that stretch the group over all levels:
 * given a scale the best codes are the nearest, and given codes the best scale is a regression.
 *
 * <p>Nothing here knows how a format lays out its bytes, only that what is stored of a scale is a
 * {@link dev.nibble.weights.fit.Float16}.
 */
package dev.nibble.weights.fit;
