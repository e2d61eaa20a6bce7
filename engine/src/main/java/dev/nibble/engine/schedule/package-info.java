/**
 * Which sequences go through the next forward pass, and with how many tokens.
 *
 * <p>A {@link dev.nibble.engine.schedule.Scheduler} knows tokens and memory, and neither model nor
 * text: it lets waiting {@link dev.nibble.engine.schedule.Sequence}s in, cuts their prompts into
 * chunks, and takes the memory of the youngest where it does not suffice for all.
 */
package dev.nibble.engine.schedule;
