/**
 * The ground floor: what was measured, in units that say what they are, what the machine and the
 * process are, and the names of what slows them down. Every package may write and read here.
 */
package dev.nibble.engine.measure;
