/**
 * The normative reference: plain loops that say what each operation is. Every other tier is held
 * against it.
 */
package dev.nibble.engine.kernel.scalar;
