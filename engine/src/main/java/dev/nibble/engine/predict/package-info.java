/**
 * The formulas that are told of what language models cost and of what compression does to them,
 * held against what a model and a machine really do.
 *
 * <p>A {@link dev.nibble.engine.predict.Law} is one row of the framework: from {@code evidence} it
 * makes a {@link dev.nibble.engine.predict.Prediction}, the formula's value with its inputs, and
 * holds it against a {@link dev.nibble.engine.predict.Measurement} that was taken without that
 * formula. A {@link dev.nibble.engine.predict.Bound} says in advance how near they must come; the
 * {@link dev.nibble.engine.predict.Verdict} follows. To add a prediction is to write a law and to
 * name it in {@link dev.nibble.engine.predict.Laws}.
 */
package dev.nibble.engine.predict;
