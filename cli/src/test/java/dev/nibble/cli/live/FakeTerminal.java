package dev.nibble.cli.live;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of a VT100 as a dashboard needs: a scrolling region, a cursor that is saved, no more. */
public final class FakeTerminal {
  private static final Pattern PART =
      Pattern.compile("\u001b\\[(\\??[0-9;]*)([A-Za-z])|\u001b([78D])|([\\s\\S])");

  private final char[][] cells;
  private int row;
  private int column;
  private int savedRow;
  private int savedColumn;
  private int top;
  private int bottom;
  private boolean cursorShown = true;

  public FakeTerminal(int rows, int columns) {
    cells = new char[rows][columns];
    for (char[] line : cells) {
      Arrays.fill(line, ' ');
    }
    bottom = rows - 1;
  }

  public void write(String output) {
    Matcher parts = PART.matcher(output);
    while (parts.find()) {
      if (parts.group(2) != null) {
        command(parts.group(2).charAt(0), parts.group(1));
      } else if (parts.group(3) != null) {
        switch (parts.group(3)) {
          case "7" -> {
            savedRow = row;
            savedColumn = column;
          }
          case "8" -> {
            row = savedRow;
            column = savedColumn;
          }
          default -> down();
        }
      } else {
        print(parts.group(4).charAt(0));
      }
    }
  }

  private void command(char letter, String arguments) {
    switch (letter) {
      case 'm' -> {}
      case 'h', 'l' -> cursorShown = letter == 'h';
      case 'A' -> row = Math.max(0, row - Integer.parseInt(arguments));
      case 'H' -> {
        row = Integer.parseInt(arguments.split(";", -1)[0]) - 1;
        column = 0;
      }
      case 'K' -> Arrays.fill(cells[row], ' ');
      case 'r' -> {
        boolean whole = arguments.isEmpty();
        top = 0;
        bottom = whole ? cells.length - 1 : Integer.parseInt(arguments.split(";", -1)[1]) - 1;
        row = 0;
        column = 0;
      }
      default -> throw new AssertionError("unknown: " + arguments + letter);
    }
  }

  private void print(char c) {
    switch (c) {
      case '\r' -> column = 0;
      case '\n' -> {
        down();
        column = 0;
      }
      default -> {
        if (column == cells[row].length) {
          down();
          column = 0;
        }
        cells[row][column++] = c;
      }
    }
  }

  private void down() {
    if (row == bottom) {
      for (int i = top; i < bottom; i++) {
        cells[i] = cells[i + 1];
      }
      cells[bottom] = new char[cells[bottom].length];
      Arrays.fill(cells[bottom], ' ');
    } else if (row < cells.length - 1) {
      row++;
    }
  }

  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (char[] line : cells) {
      lines.add(new String(line).stripTrailing());
    }
    return lines;
  }

  /** Whether text scrolls over all of it, and the cursor shows. */
  public boolean isAsBefore() {
    return top == 0 && bottom == cells.length - 1 && cursorShown;
  }
}
