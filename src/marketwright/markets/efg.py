"""Texts in the format `EFG 2 R`, in which Gambit reads games in extensive form."""

import re

_BACKSLASHES = re.compile(r'(\\+)(?=["]|$)')


def quoted(text: str) -> str:
    r"""A text as the format writes it: in double quotes, with those inside escaped.

    Meaning: a backslash stands for itself, and only `\"` means something else.  So one that would make something of the quote after it becomes a slash.

    Example:
    >>> print(quoted('the "good" one'), quoted(r"C:\data"), quoted("C:\\"))
    "the \"good\" one" "C:\data" "C:/"
    """
    plain = "".join(character if character.isprintable() else " " for character in text)
    even = _BACKSLASHES.sub(lambda run: run[0] if len(run[0]) % 2 == 0 else run[0][:-1] + "/", plain)
    return '"' + even.replace('"', '\\"') + '"'
