"""Files that a command is to write: refused before the work begins, and never lost after it."""

import os
import tempfile
from pathlib import Path

from marketwright.cli.ending import notice
from marketwright.errors import DocumentError, UsageError
from marketwright.markets.files import write_whole


def refuse_unwritable(output: Path, *sources: Path | None) -> None:
    """Nothing, if a file of that name can be written and is none of the command's inputs.

    Raises: `UsageError` U109 (it is an input), `DocumentError` D102 (not a regular file), D112 (cannot be written).
    """
    for source in sources:
        if source is not None and os.path.realpath(source) == os.path.realpath(output):
            raise UsageError("U109", str(output), "the file that is read", "a name that is no input", "choose another name")
    target = Path(os.path.realpath(output))
    if target.exists() and not target.is_file():
        raise DocumentError(
            "D102", str(output), "a folder" if target.is_dir() else "a device, pipe or socket", "a regular file or a new name", "choose another name"
        )
    try:
        with tempfile.TemporaryFile(dir=target.parent):
            pass
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        given = f"cannot be written: {reason}"
        raise DocumentError("D112", str(output), given, "a folder that exists and may be written", "choose another place") from None


def write_or_keep(output: Path, text: str, ending: str = ".answer.json") -> None:
    """Write the file; should that fail after all, the text is kept in the folder for temporary files and its place is told; `ending`: that of its name there.

    Raises: `DocumentError` D102, D112.
    """
    try:
        write_whole(output, text)
    except DocumentError:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="marketwright-", suffix=ending, delete=False) as kept:
            kept.write(text)
        notice(f"kept instead: {kept.name}")
        raise
