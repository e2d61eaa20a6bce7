/**
 * What the pages that commands write have in common: their frame and style, numbers, and axes of
 * plots. Nothing here measures or prints; it all becomes text.
 */
package dev.nibble.cli.page;
