"""The command `python -m marketcheck ANSWER [--market FILE] [--limit STEPS]`.

Exit codes: 0 accepted, 1 rejected, 2 wrong usage, 3 unreadable, 5 undecided.
"""

import argparse
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from marketcheck.check import check
from marketcheck.conditions import Accepted, Rejected, Undecided, Unreadable
from marketcheck.documents import MAX_BYTES


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code, once the verdict is printed."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    parser = argparse.ArgumentParser(prog="marketcheck", description="Checks a market's answer.")
    parser.add_argument("answer", type=Path, metavar="ANSWER", help="an answer, *.answer.json")
    parser.add_argument("--market", type=Path, metavar="FILE", help="its market, *.market.json")
    parser.add_argument("--limit", type=int, metavar="STEPS", help="undecided above these steps")
    options = parser.parse_args(arguments)
    if options.limit is not None and options.limit < 0:
        parser.error("--limit is a number of steps, at least 0")
    try:
        verdict = check(_read(options.answer), options.market and _read(options.market), limit=options.limit)
    except Unreadable as error:
        if error.code == "no-market":
            parser.error(f"{error.message} (--market FILE)")
        print(f"unreadable: {error}", file=sys.stderr)
        return 3
    match verdict:
        case Accepted(rule, steps):
            print(f"accepted: {rule}, about {steps} steps")
            return 0
        case Rejected(code, condition, left, right, place):
            print(f"rejected: {code}, {condition}\n  at:     {place}\n  found:  {left}\n  needed: {right}")
            return 1
        case Undecided(steps, limit):
            print(f"undecided: needs about {steps} steps, the limit is {limit}")
            return 5


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1).decode("utf-8")
    except OSError as error:
        raise Unreadable("file", f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Unreadable("json", f"{path}: not UTF-8") from None


if __name__ == "__main__":
    sys.exit(main())
