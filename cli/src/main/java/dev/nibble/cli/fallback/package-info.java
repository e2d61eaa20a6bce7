/**
 * A generation during which layers fell back from a device to the CPU, token by token, and how
 * people see it: a table, or a page with plots. Nothing here measures or prints; it all becomes
 * text.
 */
package dev.nibble.cli.fallback;
