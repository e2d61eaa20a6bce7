package dev.nibble.engine.evaluate;

import dev.nibble.engine.device.DeviceCeiling;
import dev.nibble.engine.device.Outcome;
import java.util.Optional;

/**
 * What those that compute a model can do at best.
 *
 * @param cpu the CPU, on as many threads as the model's kernels
 * @param device the device that has some of its layers, or why it is not known what that can do;
 *     empty where none has any
 */
public record Bound(Ceiling cpu, Optional<Outcome<DeviceCeiling>> device) {}
