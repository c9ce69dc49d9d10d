"""Words for places and things in error messages: `buyers[2].values.bids[0].value`, `line 3, column 7`, the nearest known name."""

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches

MAX_SHOWN = 60
_MAX_COMPARED = 500
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def place_text(path: Iterable[str | int]) -> str:
    """The place of a value inside a document.

    Example:
    >>> place_text(("buyers", 2, "values", "A B"))
    'buyers[2].values["A B"]'
    """
    return "".join(f"[{step}]" if isinstance(step, int) else key_text(step) for step in path).removeprefix(".")


def key_text(key: str) -> str:
    """A key as the last step of a place.

    Example:
    >>> key_text("value"), key_text("A B")
    ('.value', '["A B"]')
    """
    return f".{key}" if _PLAIN_KEY.fullmatch(key) and len(key) <= MAX_SHOWN else f"[{shown(key)}]"


def position(text: str, start: int, name: str) -> str:
    """The line and column, counted from 1, of the character number `start` of the text `name`."""
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    return f"{name}, line {line}, column {column}"


def shown(text: str) -> str:
    """A text in double quotes, shortened, fit for one line of a terminal.

    Example:
    >>> shown("A" * 100)
    '"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA..."'
    """
    short = text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 3] + "..."
    quoted = short.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(character if character.isprintable() else ascii(character)[1:-1] for character in quoted) + '"'


def did_you_mean(given: str, known: Collection[str], otherwise: str) -> str:
    """The remedy for an unknown name: the nearest known one, or `otherwise` when none is near.

    Work is bounded: beyond 500 known names only differences in case are looked for.

    Example:
    >>> did_you_mean("bundel", ["bundle", "value"], "remove it")
    'did you mean "bundle"?'
    """
    if len(given) > MAX_SHOWN:
        return otherwise
    same = [name for name in known if name.casefold() == given.casefold().strip()]
    if not same and len(known) <= _MAX_COMPARED:
        same = get_close_matches(given, [name for name in known if len(name) <= MAX_SHOWN], n=1)
    return f"did you mean {shown(same[0])}?" if same else otherwise


def listed(names: Iterable[str]) -> str:
    """Names in double quotes, separated by commas; of many only the first ones.

    Example:
    >>> listed(["A", "B"])
    '"A", "B"'
    """
    most = 12
    all_names = list(names)
    text = ", ".join(shown(name) for name in all_names[:most])
    return text if len(all_names) <= most else f"{text}, ... ({len(all_names)} in all)"
