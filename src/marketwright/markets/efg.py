"""Texts in the format `EFG 2 R`, in which Gambit reads games in extensive form."""


def quoted(text: str) -> str:
    r"""A text as the format writes it: in double quotes, with those inside escaped.

    Example:
    >>> print(quoted('the "good" one'))
    "the \"good\" one"
    """
    plain = "".join(character if character.isprintable() else " " for character in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
