"""How a command ends, and what reaches the terminal: results on standard output, everything else on standard error.

No text crashes a terminal that lacks its characters, and a reader who goes away early (`| head`) ends nothing with a traceback.
"""

import codecs
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import TextIOWrapper
from typing import TextIO

from marketwright.errors import DocumentError

READABLE: Mapping[str, str] = {"≈": "~", "Γ": "Gamma"}
"""What is written for characters of our own that a stream lacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The exit code, the result for standard output, and a remark that follows on standard error.

    A `document` is written as UTF-8 whatever the terminal's encoding.
    """

    code: int = 0
    text: str = ""
    document: bool = False
    remark: str = ""


def prepare_streams() -> None:
    """From now on characters that a stream lacks are replaced by something readable."""
    codecs.register_error("marketwright", _readable)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="marketwright")


def _readable(error: UnicodeError) -> tuple[str | bytes, int]:
    if isinstance(error, UnicodeEncodeError) and error.object[error.start] in READABLE:
        return READABLE[error.object[error.start]], error.start + 1
    return codecs.backslashreplace_errors(error)


def notice(text: str) -> None:
    """Say something that is not the result; nobody has to hear it."""
    notice_part(text + "\n")


def notice_part(text: str) -> None:
    """Say the beginning of a line that is not the result, such as a question."""
    if sys.stderr is not None:
        try:
            _write(sys.stderr, text)
        except OSError:
            _silence(sys.stderr)


def notice_at_once(text: str) -> None:
    """Say something from a signal's handler, which may have come in the middle of other writing: past all buffers, or not at all."""
    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            os.write(sys.stderr.fileno(), f"{text}\n".encode("ascii", "replace"))


def put(ending: Ending) -> None:
    """Write the result, then the remark.

    Raises: `DocumentError` D112 when standard output takes no more (a reader who went away is no error).
    """
    if sys.stdout is not None and ending.text:
        _put_result(ending, sys.stdout)
    if ending.remark:
        notice(ending.remark)


def _put_result(ending: Ending, stream: TextIO) -> None:
    if ending.document and isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding="utf-8", newline="\n")
    try:
        _write(stream, ending.text.rstrip("\n") + "\n")
    except BrokenPipeError:
        _silence(stream)
    except OSError as error:
        _silence(stream)
        given = f"cannot be written: {error.strerror}"
        raise DocumentError("D112", "standard output", given, "a place that takes the text", "choose another place") from None


def _write(stream: TextIO, text: str) -> None:
    stream.write(text)
    stream.flush()


def _silence(stream: TextIO) -> None:
    """Let the flush at exit find somebody to write to."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
