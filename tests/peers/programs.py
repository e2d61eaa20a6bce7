"""Running programs and reading what they print."""

import json
import subprocess
import sys


class Failed(Exception):
    """A program under measurement did not end well, or printed what nobody expects of it."""


def say(text):
    print(f"peers: {text}", file=sys.stderr, flush=True)


def output(command):
    try:
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    except OSError as e:
        raise Failed(f"cannot run {command[0]}: {e.strerror}") from e
    if result.returncode:
        raise Failed(f"exit code {result.returncode} of: {' '.join(command)}\n{result.stderr[-2000:]}")
    return result.stdout


def json_lines(command):
    text = output(command)
    try:
        return [json.loads(line) for line in text.splitlines() if line]
    except ValueError as e:
        raise Failed(f"expected JSON lines from: {' '.join(command)}\n{text[-2000:]}") from e
