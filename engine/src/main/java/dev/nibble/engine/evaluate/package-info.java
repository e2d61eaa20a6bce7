/**
 * How good a model is, and how fast: what an engine predicts and writes, held against texts that
 * people wrote.
 *
 * <p>A {@link dev.nibble.engine.evaluate.Perplexity} cuts a text into windows, lets the model
 * predict the tokens of each, and averages how much every token surprised it. A {@link
 * dev.nibble.engine.evaluate.Comparison} lets several models read the same windows and holds their
 * predictions against those of the first. An {@link dev.nibble.engine.evaluate.ImportanceCollector}
 * runs the same windows to see which input channels of each weight matrix a text drives, for {@code
 * dev.nibble.weights.quantize}. A {@link dev.nibble.engine.evaluate.SpeedMeasurement} repeats a
 * generation until its speed no longer changes. A {@link dev.nibble.engine.evaluate.Benchmark}
 * times the forward pass alone, and a {@link dev.nibble.engine.evaluate.CeilingMeasurement} what
 * the machine could do at best. An {@link dev.nibble.engine.evaluate.Evaluation} lets the model
 * continue prompts and compares what it writes with references.
 */
package dev.nibble.engine.evaluate;
