/**
 * How near a text comes to what was expected: word error rate, BLEU and ROUGE-L, of a text and of a
 * corpus. Knows texts alone, no model.
 *
 * <p>A {@link dev.nibble.engine.evaluate.text.TextScores} scores one text against its references;
 * the sum of many is the score of a corpus.
 */
package dev.nibble.engine.evaluate.text;
