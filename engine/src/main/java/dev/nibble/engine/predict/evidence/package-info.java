/**
 * What predictions are held against: the facts of a model's file, and measurements. Nothing here
 * knows a formula of the framework, so that no measurement can be derived from what it checks.
 *
 * <p>Records hold what was found; a class whose name ends in {@code Collector} finds it.
 */
package dev.nibble.engine.predict.evidence;
