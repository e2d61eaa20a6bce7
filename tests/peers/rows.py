"""What was measured, a row a test, and how it is shown."""

import json
from dataclasses import dataclass, field
from statistics import median

HEADER = ["model", "test", "threads", "Nibble tok/s", "llama.cpp tok/s", "Nibble / llama.cpp", "read GB/s"]


@dataclass
class Row:
    """One test of one file. Samples are the mean rates of turns in tokens per second, one a round."""

    model: str
    n_prompt: int
    n_gen: int
    n_threads: int
    nibble: list = field(default_factory=list)
    llama: list = field(default_factory=list)
    read: list = field(default_factory=list)  # the machine's read bandwidth in GB/s, in Nibble's turns

    def add(self, ours, theirs):
        """Adds a round: the lines of both programs."""
        self.nibble.append(ours["avg_ts"])
        self.llama.append(theirs["avg_ts"])
        if self.n_gen and ours.get("ceiling_gb_per_second"):
            self.read.append(ours["ceiling_gb_per_second"])

    @property
    def ratios(self):
        """Round by round: neighbours in time share the machine's mood."""
        return [ours / theirs for ours, theirs in zip(self.nibble, self.llama)]

    def cells(self):
        test = f"pp{self.n_prompt}" if self.n_prompt else f"tg{self.n_gen}"
        return [
            self.model, test, str(self.n_threads), spread(self.nibble, 1), spread(self.llama, 1),
            spread(self.ratios, 2), spread(self.read, 1),
        ]

    def json(self):
        return {
            "model": self.model, "n_prompt": self.n_prompt, "n_gen": self.n_gen, "n_threads": self.n_threads,
            "nibble_ts": self.nibble, "llama_ts": self.llama, "ratio": median(self.ratios),
            "read_gigabytes_per_second": self.read,
        }


def spread(values, digits):
    """The median, and the smallest and the largest value; nothing where nothing was measured."""
    if not values:
        return ""
    return f"{median(values):.{digits}f} ({min(values):.{digits}f}-{max(values):.{digits}f})"


class Markdown:
    """A table that grows row by row, with a line of circumstances below."""

    def begin(self):
        print(table_line(HEADER))
        print(table_line(["---"] + ["---:"] * (len(HEADER) - 1)), flush=True)

    def add(self, row, circumstances):
        print(table_line(row.cells()), flush=True)

    def end(self, circumstances):
        print(
            "\n{date}, {machine}. {nibble}, keys and values {nibble_kv}; llama.cpp {llama}, keys and values {llama_kv}. "
            "Median (smallest-largest) of {rounds} rounds, {repetitions} repetitions in each.".format_map(circumstances))


class JsonLines:
    """An object a row, with every sample."""

    def begin(self):
        pass

    def add(self, row, circumstances):
        print(json.dumps({**circumstances, **row.json()}), flush=True)

    def end(self, circumstances):
        pass


def table_line(cells):
    return "| " + " | ".join(cells) + " |"


OUTPUTS = {"md": Markdown, "jsonl": JsonLines}
