package dev.nibble.tests;

/** What a process left behind. */
record Finished(int exitCode, String out, String err) {}
