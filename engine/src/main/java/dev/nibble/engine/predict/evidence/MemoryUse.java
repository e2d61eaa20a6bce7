package dev.nibble.engine.predict.evidence;

import java.util.Optional;

/**
 * What a loaded model and its sequences take.
 *
 * @param process the process that runs them, by part
 * @param kv the blocks of keys and values
 * @param device what a device holds of the model and the same sequences; empty where it could not
 *     hold all of it
 */
public record MemoryUse(ProcessUse process, KvUse kv, Optional<DeviceUse> device) {}
