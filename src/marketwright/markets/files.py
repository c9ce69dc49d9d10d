"""Files in and out: only regular files of bounded size are read, and a file is written whole or not at all."""

import os
import secrets
import stat
from pathlib import Path

from marketwright.errors import DocumentError

MAX_BYTES = 64 * 1024 * 1024


def read_bytes(path: Path | str) -> bytes:
    """The content of a regular file of at most `MAX_BYTES`.

    Raises: `DocumentError` D101 (no such file), D102 (not a regular file), D103 (cannot be read), D104 (too large).
    """
    place = str(path)
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise DocumentError("D102", place, _sort(status.st_mode), "a regular file", "name a file")
        if status.st_size > MAX_BYTES:
            raise _too_large(place, status.st_size)
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise DocumentError("D101", place, "no such file", "a file that exists", "check the name and the folder") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise DocumentError("D103", place, f"cannot be read: {reason}", "a readable file", "check its permissions") from None
    if len(data) > MAX_BYTES:
        raise _too_large(place, len(data))
    return data


def write_whole(path: Path | str, content: str | bytes) -> None:
    """Write a file (text as UTF-8) that appears complete or, after an error, not at all; an older file of that name is kept until then.

    Raises: `DocumentError` D102 (something that is not a regular file has that name), D112 (cannot be written).
    """
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():
            raise DocumentError("D102", str(path), _sort(target.stat().st_mode), "a regular file or a new name", "choose another name")
        _replace(target, content.encode("utf-8") if isinstance(content, str) else content)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise DocumentError("D112", str(path), f"cannot be written: {reason}", "a folder that exists and may be written", "choose another place") from None


def _replace(target: Path, data: bytes) -> None:
    temporary = target.with_name(f".{target.name[:40]}.{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            temporary.chmod(stat.S_IMODE(target.stat().st_mode))
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _too_large(place: str, size: int) -> DocumentError:
    return DocumentError("D104", place, f"a file of {size} bytes", f"at most {MAX_BYTES} bytes (64 MB)", "split the market, or leave out bids that cannot win")


def _sort(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode):
        return "a pipe"
    return "a device or socket"
