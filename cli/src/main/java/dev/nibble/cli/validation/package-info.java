/**
 * Predictions and what was made of them, as people see them: a table on the terminal, or a page
 * with plots. Nothing here measures, predicts or prints; it all becomes text.
 */
package dev.nibble.cli.validation;
