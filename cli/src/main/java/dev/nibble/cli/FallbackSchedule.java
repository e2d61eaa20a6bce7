package dev.nibble.cli;

import dev.nibble.cli.fallback.Level;
import dev.nibble.cli.fallback.OnDevice;
import dev.nibble.cli.fallback.Stage;
import java.util.ArrayList;
import java.util.List;

/** What leaves a device in which step, and how many tokens each level of the budget lasts. */
final class FallbackSchedule {
  /** Fewer cannot be timed; the levels that P_opt and P_fall are measured at have twice as many. */
  private static final int LEAST_TOKENS = 8;

  private static final int END_SHARES = 2;
  private static final int MOST_STEPS = 8;

  /** A level, its part of the tokens, and what comes back at its beginning, one thing a token. */
  private record Planned(Stage stage, OnDevice wanted, int shares, int coming) {
    int least() {
      return shares * LEAST_TOKENS + coming;
    }
  }

  private final List<Planned> planned = new ArrayList<>();

  /**
   * Divides what is on a device into steps.
   *
   * @param all what is there at first
   * @param steps in how many steps it leaves; 0 for one by one, or eight where that is more
   * @param returns whether it comes back afterwards
   */
  FallbackSchedule(OnDevice all, int steps, boolean returns) {
    int units = all.units();
    if (steps < 0 || steps > units) {
      throw new IllegalArgumentException(
          "%d steps, expected 1 to %d: there are %s on the device"
              .formatted(steps, units, all.text()));
    }
    int count = steps == 0 ? Math.min(units, MOST_STEPS) : steps;
    planned.add(new Planned(Stage.OPTIMAL, all, END_SHARES, 0));
    for (int step = 1; step < count; step++) {
      planned.add(new Planned(Stage.FALLING, left(all, count - step, count), 1, 0));
    }
    planned.add(new Planned(Stage.FALLEN, new OnDevice(0, false), END_SHARES, 0));
    for (int step = 1; returns && step <= count; step++) {
      OnDevice wanted = left(all, step, count);
      int coming = wanted.units() - left(all, step - 1, count).units();
      planned.add(
          step == count
              ? new Planned(Stage.OPTIMAL, wanted, END_SHARES, coming)
              : new Planned(Stage.RETURNING, wanted, 1, coming));
    }
  }

  /** What is left after some of the steps: the output projection leaves before all layers. */
  private static OnDevice left(OnDevice all, int part, int parts) {
    int units = all.units() * part / parts;
    return units == all.units() ? all : new OnDevice(units, false);
  }

  /** The least number of tokens. */
  int leastTokens() {
    return planned.stream().mapToInt(Planned::least).sum();
  }

  /**
   * Divides tokens among the levels.
   *
   * @param tokens how many there are
   * @return the levels, in order
   * @throws IllegalArgumentException if there are too few
   */
  List<Level> levels(int tokens) {
    int least = leastTokens();
    if (tokens < least) {
      throw new IllegalArgumentException(
          "%d tokens are too few for %s = %d: give -n %d or more, or fewer --steps"
              .formatted(tokens, arithmetic(), least, least));
    }
    int shares = planned.stream().mapToInt(Planned::shares).sum();
    List<Level> levels = new ArrayList<>();
    int sharesBefore = 0;
    for (Planned level : planned) {
      int from = (tokens - least) * sharesBefore / shares;
      sharesBefore += level.shares;
      int to = (tokens - least) * sharesBefore / shares;
      levels.add(new Level(level.stage, level.wanted, level.least() + to - from));
    }
    return levels;
  }

  private String arithmetic() {
    long ends = planned.stream().filter(level -> level.shares == END_SHARES).count();
    int coming = planned.stream().mapToInt(Planned::coming).sum();
    return "%d levels of the budget, %d x %d + %d x %d%s"
        .formatted(
            planned.size(),
            ends,
            END_SHARES * LEAST_TOKENS,
            planned.size() - ends,
            LEAST_TOKENS,
            coming == 0 ? "" : " + %d in which layers come back".formatted(coming));
  }
}
