package dev.nibble.engine.evaluate;

import dev.nibble.engine.Engine;

/**
 * A model that is held against others.
 *
 * @param name what messages call it
 * @param engine the loaded model, which stays the caller's to close
 */
public record ComparedModel(String name, Engine engine) {}
