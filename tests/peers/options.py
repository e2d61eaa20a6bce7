"""The command line of compare.py."""

import argparse
from pathlib import Path

from rows import OUTPUTS

ROOT = Path(__file__).resolve().parent.parent.parent


def parse(description):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=existing, metavar="FILE", help="GGUF files")
    parser.add_argument("-p", type=counts, default="512", metavar="N,...", help="tokens of a prompt (default: 512)")
    parser.add_argument("-n", type=counts, default="128", metavar="N,...", help="tokens to decode (default: 128)")
    parser.add_argument("-t", type=counts, default="1,2", metavar="N,...", help="threads (default: 1,2)")
    parser.add_argument("-r", type=positive, default=3, metavar="N", help="repetitions in a turn (default: 3)")
    parser.add_argument("--rounds", type=positive, default=5, metavar="N", help="turns of each program (default: 5)")
    parser.add_argument("--nibble", default=str(ROOT / "nibble"), metavar="PROGRAM", help="Nibble's launcher")
    parser.add_argument("--output", choices=sorted(OUTPUTS), default="md", help="a table, or every sample")
    options = parser.parse_args()
    if not options.t or not options.p + options.n:
        parser.error("nothing to measure: -p 0 or -n 0 leaves one of the tests out, and -t takes 1 or more")
    return options


def existing(text):
    file = Path(text)
    if not file.is_file():
        raise argparse.ArgumentTypeError(f"{text} is no file")
    return file


def positive(text):
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text}, expected a number of 1 or more")
    return int(text)


def counts(text):
    """Numbers with commas between them, of which 0 stands for none."""
    parts = [part for part in text.split(",") if part != "0"]
    return [positive(part) for part in parts]
