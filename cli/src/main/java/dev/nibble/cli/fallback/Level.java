package dev.nibble.cli.fallback;

/**
 * A part of the run in which the budget stays the same.
 *
 * @param stage what it shows
 * @param wanted what the budget is to leave on the device
 * @param tokens how long it lasts
 */
public record Level(Stage stage, OnDevice wanted, int tokens) {}
