"""Charts as files: the specification itself, or a picture drawn by the extra `plot`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from marketwright.errors import DocumentError, ExtraMissing

ENDINGS = (".vl.json", ".svg", ".png")
PIXELS_PER_POINT = 2.0


def refuse_undrawable(path: Path) -> None:
    """Nothing, if a chart can be written under that name.

    Raises: `DocumentError` D114 (another ending), `ExtraMissing` X101 (a picture, and what draws it is not installed).
    """
    ending = _ending(path)
    if ending != ".vl.json":
        _drawing()


def chart_bytes(chart: Mapping[str, Any], path: Path) -> bytes:
    """The chart as the file of that name holds it.

    Raises: as `refuse_undrawable`.
    """
    ending = _ending(path)
    if ending == ".vl.json":
        return (json.dumps(chart, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
    drawing = _drawing()
    if ending == ".svg":
        return str(drawing.vegalite_to_svg(dict(chart))).encode()
    return bytes(drawing.vegalite_to_png(dict(chart), scale=PIXELS_PER_POINT))


def _ending(path: Path) -> str:
    for ending in ENDINGS:
        if path.name.lower().endswith(ending):
            return ending
    raise DocumentError("D114", str(path), f"the ending {path.suffix!r}", ", ".join(ENDINGS), "choose one of these endings")


def _drawing() -> Any:
    try:
        import vl_convert  # noqa: PLC0415 - only pictures need it
    except ImportError:
        allowed = "the extra plot, or a file that ends in .vl.json"
        raise ExtraMissing("X101", "pictures", "vl-convert-python is not installed", allowed, "pip install 'marketwright[plot]'") from None
    return vl_convert
