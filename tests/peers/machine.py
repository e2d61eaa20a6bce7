"""The machine that is measured on."""

import os
from pathlib import Path

from programs import say


def warm(file):
    """Reads a file once, so that nobody's turn begins with a cold page cache."""
    with file.open("rb") as stream:
        while stream.read(1 << 24):
            pass


def processor():
    """The processor's name where Linux tells it, and how many cores there are."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    except OSError:
        names = []
    return f"{names[0] if names else 'unknown processor'}, {os.cpu_count()} cores"


def warn_if_busy():
    load = os.getloadavg()[0]
    if load > os.cpu_count() / 4:
        say(f"this machine is busy (load average {load:.1f}, {os.cpu_count()} cores): the rates will be too low")
