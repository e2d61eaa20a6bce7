package dev.nibble.cli.page;

/**
 * What a mark in a plot means.
 *
 * @param style the class of the mark, and of its sample
 * @param meaning what it means
 */
public record Key(String style, String meaning) {}
