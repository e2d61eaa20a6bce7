package dev.nibble.cli.fallback;

import dev.nibble.cli.page.Circumstances;
import dev.nibble.cli.page.HtmlPage;
import dev.nibble.cli.page.Key;
import dev.nibble.cli.page.Markup;
import dev.nibble.engine.device.PlacementChange;
import dev.nibble.engine.measure.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A fallback as one page, with its plots inside. */
public final class FallbackPage {
  private final FallbackReport report;
  private final FallbackTrace trace;
  private final Circumstances circumstances;
  private final HtmlPage page;

  /**
   * Prepares a page.
   *
   * @param report what it shows
   * @param circumstances what it says of how that came about
   */
  public FallbackPage(FallbackReport report, Circumstances circumstances) {
    this.report = report;
    this.circumstances = circumstances;
    trace = report.trace();
    page =
        new HtmlPage(
            "Fallback of %s from %s to the CPU".formatted(report.model(), trace.device().id()),
            FallbackPage.class,
            "fallback.css");
  }

  /** The whole page, to be written as UTF-8. */
  public String html() {
    page.element("p", introduction());
    if (trace.device().standsIn()) {
      page.markup(
          "<p class=\"note\"><strong>The device is played by the CPU.</strong> Layers move as they"
              + " would to a real one and back; no speed is gained by it. How far P_opt and"
              + " P_fall lie apart is what it costs to call and check a device, and the machine's"
              + " noise.</p>\n");
    }
    page.element("p", new PhaseTable(trace).summary() + "; " + report.agreement().text() + ".");
    speed();
    memory();
    placement();
    phases();
    changes();
    text();
    page.circumstances(circumstances);
    return page.finish();
  }

  private String introduction() {
    return String.format(
        Locale.ROOT,
        "%d tokens, one by one, while the memory that %s may use changed. Planned for it: %s of"
            + " %d.",
        trace.tokens().size(),
        trace.device().name(),
        trace.planned().text(),
        trace.layers());
  }

  private void speed() {
    page.markup("<figure>\n<h2>Tokens a second</h2>\n");
    List<Key> keys = new ArrayList<>();
    keys.add(new Key("token", "a token"));
    keys.add(new Key("phase", "a phase"));
    keys.add(new Key("optimal", "P_opt"));
    keys.add(new Key("fallen", "P_fall"));
    keys.add(new Key("left", "something left the device"));
    if (trace.changes().stream().anyMatch(FallbackPage::isReturn)) {
      keys.add(new Key("returned", "something came back"));
    }
    page.legend(keys);
    page.markup(new SpeedPlot(trace).svg());
    page.markup("</figure>\n");
    page.element(
        "p",
        "P(R, G) = P_opt where R is at most G, else alpha P_fall. P_opt is the speed with"
            + " everything planned on the device, P_fall that with nothing on it, and alpha the"
            + " present speed in units of P_fall: over 1 as long as the device still helps. Times"
            + " are those of the forward passes; passes in which something moved count for no"
            + " speed.");
  }

  private static boolean isReturn(PlacementChange change) {
    return change.kind() == PlacementChange.Kind.RETURNED;
  }

  private void memory() {
    MemoryPlot plot = new MemoryPlot(trace);
    page.markup("<figure>\n");
    page.element("h2", "Memory of the device, " + plot.unit());
    page.legend(
        List.of(
            new Key("required", "R, what all that was planned would take"),
            new Key("budget", "G, what the device may use"),
            new Key("used", "in use")));
    page.markup(plot.svg());
    page.markup("</figure>\n");
  }

  private void placement() {
    page.markup("<figure>\n<h2>Where each layer was computed</h2>\n");
    String device = trace.device().standsIn() ? "the device that the CPU plays" : "the device";
    page.legend(List.of(new Key("device", "on " + device), new Key("cpu", "by the CPU")));
    page.markup(new PlacementPlot(trace).svg());
    page.markup("</figure>\n");
  }

  private void phases() {
    PhaseTable table = new PhaseTable(trace);
    page.element("h2", "Phases");
    page.markup("<div class=\"phases\">\n");
    page.beginTable(table.titles().stream().map(Markup::escape).toList());
    table.rows().forEach(page::row);
    page.endTable();
    page.markup("</div>\n");
    page.element(
        "p",
        "R, G and what is on the device are those at the end of a phase; from: its first token,"
            + " counted with the prompt.");
  }

  private void changes() {
    page.element("h2", "What moved, and why");
    page.markup("<div class=\"changes\">\n");
    page.beginTable(List.of("token", "what", "cause", "R", "G", "detail"));
    for (PlacementChange change : trace.changes()) {
      page.row(
          List.of(
              Integer.toString(change.position()),
              what(change),
              change.cause(),
              ByteSize.format(change.requiredBytes()),
              ByteSize.format(change.budgetBytes()),
              change.detail()));
    }
    page.endTable();
    page.markup("</div>\n");
  }

  /** The line for people begins with it. */
  private static String what(PlacementChange change) {
    return change.text().replaceFirst(" at token .*", "");
  }

  private void text() {
    page.element("h2", "The text");
    page.markup(
        "<blockquote><strong>%s</strong>%s</blockquote>%n"
            .formatted(Markup.escape(report.prompt()), Markup.escape(report.text())));
  }
}
