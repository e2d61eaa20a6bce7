package dev.nibble.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One row of a table that grows while it is measured.
 *
 * @param cells for people, in the order of the columns
 * @param fields for programs
 */
record TableRow(List<String> cells, ObjectNode fields) {

  /** Copies the list. */
  TableRow {
    cells = List.copyOf(cells);
  }
}
