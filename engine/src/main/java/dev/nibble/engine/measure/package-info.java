/**
 * The ground floor: what was measured, in units that say what they are. Every package may write
 * here and nothing is read back to decide anything.
 */
package dev.nibble.engine.measure;
