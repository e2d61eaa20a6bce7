package dev.nibble.cli.live;

import dev.nibble.engine.measure.OffloadMeters;
import java.util.List;
import java.util.OptionalDouble;

/**
 * All that a dashboard shows.
 *
 * @param title the device and what it is
 * @param meters what is on it
 * @param position tokens of the sequence
 * @param rate tokens a second over the last few; empty until it is measured
 * @param speeds how fast it was from the beginning on
 * @param news what moved last; empty where nothing has
 */
record LiveState(
    String title,
    OffloadMeters meters,
    int position,
    OptionalDouble rate,
    List<SpeedSample> speeds,
    String news) {}
