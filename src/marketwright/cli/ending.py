"""How a command ends, and what reaches the terminal: results on standard output, everything else on standard error.

No text crashes a terminal that lacks its characters, and a reader who goes away early (`| head`) ends nothing with a traceback.
"""

import codecs
import os
import sys
from dataclasses import dataclass
from io import TextIOWrapper
from typing import TextIO


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The exit code, and the result for standard output; a `document` is written as UTF-8 whatever the terminal's encoding."""

    code: int = 0
    text: str = ""
    document: bool = False


def prepare_streams() -> None:
    """From now on characters that a stream lacks are replaced by something readable."""
    codecs.register_error("marketwright", _readable)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="marketwright")


def _readable(error: UnicodeError) -> tuple[str | bytes, int]:
    if isinstance(error, UnicodeEncodeError) and error.object[error.start] == "≈":
        return "~", error.start + 1
    return codecs.backslashreplace_errors(error)


def notice(text: str) -> None:
    """Say something that is not the result."""
    if sys.stderr is not None:
        _write(sys.stderr, text + "\n")


def put(ending: Ending) -> None:
    """Write the result."""
    if sys.stdout is None or not ending.text:
        return
    text = ending.text.rstrip("\n") + "\n"
    if ending.document and isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.flush()
        _write(TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="\n", write_through=True), text, detach=True)
    else:
        _write(sys.stdout, text)


def _write(stream: TextIO, text: str, *, detach: bool = False) -> None:
    try:
        stream.write(text)
        stream.flush()
        if detach and isinstance(stream, TextIOWrapper):
            stream.detach()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # so that the flush at exit finds somebody to write to
