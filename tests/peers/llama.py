"""llama.cpp: an own llama-bench where LLAMA_BENCH names one, else the library that npm installs."""

import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from programs import say

HERE = Path(__file__).resolve().parent
PACKAGE = "@node-llama-cpp/linux-x64"
INSTALLED = HERE / "node_modules" / PACKAGE
OWN = "or set LLAMA_BENCH to a llama-bench binary of your own"


class Missing(Exception):
    """Something that a measurement needs is not on this machine."""


def command():
    """The command line of a program that takes llama-bench's -m, -p, -n, -t, -r and prints JSON lines."""
    own = os.environ.get("LLAMA_BENCH")
    if own:
        if not os.access(own, os.X_OK):
            raise Missing(f"LLAMA_BENCH={own} is not a program that can be run")
        return [own, "-o", "jsonl", "-ngl", "0"]
    check_platform()
    install()
    return [str(compiled()), str(INSTALLED / "bins" / "linux-x64")]


def check_platform():
    if sys.platform != "linux" or platform.machine() != "x86_64" or platform.libc_ver()[0] != "glibc":
        raise Missing(
            f"the prebuilt llama.cpp is for Linux on x86-64 with glibc, and this is {sys.platform} on "
            f"{platform.machine()}: {OWN}")
    for tool, source in (("npm", "https://nodejs.org, 20 or newer"), ("cc", "gcc or clang")):
        if not shutil.which(tool):
            raise Missing(f"no {tool} on the PATH: install it ({source}), {OWN}")


def install():
    wanted = json.loads((HERE / "package.json").read_text())["dependencies"][PACKAGE]
    manifest = INSTALLED / "package.json"
    if manifest.exists() and json.loads(manifest.read_text())["version"] == wanted:
        return
    say(f"installing {PACKAGE} {wanted} from npm")
    run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], "npm cannot install it")


def compiled():
    source = HERE / "llama_bench.c"
    program = HERE / "build" / "llama_bench"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        program.parent.mkdir(exist_ok=True)
        run(["cc", "-O2", "-o", str(program), str(source), "-ldl", "-lm"], "cc cannot compile llama_bench.c")
    return program


def run(arguments, complaint):
    result = subprocess.run(arguments, cwd=HERE, stdout=sys.stderr)
    if result.returncode:
        raise Missing(f"{complaint} (exit code {result.returncode}, reason above): mend that, {OWN}")
