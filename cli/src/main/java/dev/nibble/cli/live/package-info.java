/**
 * What a person sees of a device while a text is made: which layers are there, R against G, and how
 * fast that is. {@link dev.nibble.cli.live.LiveView} is the way in; {@code Dashboard} turns a state
 * into lines and knows no terminal, {@code Screen} keeps lines at the foot of a terminal and knows
 * nothing of what they say.
 */
package dev.nibble.cli.live;
