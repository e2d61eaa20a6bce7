/**
 * A finished comparison of models and how people see it: a table on the terminal, or a page with a
 * plot. Nothing here measures or prints; it all becomes text.
 */
package dev.nibble.cli.comparison;
