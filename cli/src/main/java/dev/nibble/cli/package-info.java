/**
 * The command line: one class a command, and what commands share as mixins. The only place in
 * Nibble that prints.
 *
 * <p>Standard output carries the result and nothing else; everything said about it goes to standard
 * error.
 */
package dev.nibble.cli;
