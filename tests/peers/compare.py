#!/usr/bin/env python3
"""Measures Nibble and llama.cpp turn by turn on the same files, and prints the ratios.

Exit codes: 0 done, 1 a measurement failed, 2 wrong usage, 3 something needed is missing.
"""

import sys
from datetime import date

import llama
import machine
import options as command_line
from programs import Failed, json_lines, output, say
from rows import OUTPUTS, Row

FAILED, MISSING, INTERRUPTED = 1, 3, 130


def joined(numbers):
    return ",".join(map(str, numbers)) or "0"


class Comparison:
    """Both programs and what they are asked."""

    def __init__(self, options):
        self.options = options
        self.nibble = [options.nibble, "bench", "--output", "jsonl"]
        self.nibble_version = output([options.nibble, "--version"]).strip()  # builds what is missing, too
        self.llama = llama.command()
        self.said = {}  # a line of each program's last turn

    def turn(self, name, command, file, threads, tests):
        """One process. The line that it prints for each of the tests, which are pairs of n_prompt and n_gen."""
        options = self.options
        command = command + ["-m", str(file), "-p", joined(options.p), "-n", joined(options.n)]
        command += ["-t", str(threads), "-r", str(options.r)]
        lines = {(line.get("n_prompt"), line.get("n_gen")): line for line in json_lines(command)}
        for test in tests:
            if not lines.get(test, {}).get("avg_ts"):
                raise Failed(f"no avg_ts for n_prompt and n_gen = {test} from: {' '.join(command)}")
        self.said[name] = lines[tests[0]]
        return [lines[test] for test in tests]

    def rounds(self, file, threads):
        """The rows of one file and number of threads."""
        options = self.options
        tests = [(count, 0) for count in options.p] + [(0, count) for count in options.n]
        rows = [Row(file.name, *test, threads) for test in tests]
        for number in range(1, options.rounds + 1):
            say(f"{file.name}, -t {threads}, round {number} of {options.rounds}")
            ours = self.turn("Nibble", self.nibble, file, threads, tests)
            theirs = self.turn("llama.cpp", self.llama, file, threads, tests)
            for row, our_line, their_line in zip(rows, ours, theirs):
                row.add(our_line, their_line)
        return rows

    def circumstances(self):
        """What the table cannot say: where, when, with what."""
        peer = self.said["llama.cpp"]
        return {
            "date": date.today().isoformat(),
            "machine": machine.processor(),
            "nibble": self.nibble_version,
            "nibble_kv": self.said["Nibble"].get("type_k", "unknown"),
            "llama": str(peer.get("build") or peer.get("build_commit")),
            "llama_kv": peer.get("type_k", "unknown"),
            "rounds": self.options.rounds,
            "repetitions": self.options.r,
        }


def main():
    options = command_line.parse(__doc__)
    machine.warn_if_busy()
    comparison = Comparison(options)
    table = OUTPUTS[options.output]()
    table.begin()
    for file in options.files:
        machine.warm(file)
        for threads in options.t:
            for row in comparison.rounds(file, threads):
                table.add(row, comparison.circumstances())
    table.end(comparison.circumstances())


if __name__ == "__main__":
    try:
        main()
    except llama.Missing as e:
        say(e)
        sys.exit(MISSING)
    except Failed as e:
        say(e)
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
