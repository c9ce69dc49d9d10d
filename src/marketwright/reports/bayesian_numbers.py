"""Numbers of games with incomplete information: quotients are written out where that is short, because they are exact."""

from collections.abc import Iterable
from fractions import Fraction

from marketwright.reports import reallocative_words
from marketwright.reports.words import number

LONGEST_WRITTEN = 12


def figure(value: object) -> str:
    """A number for a table or a sentence: exact where that is short, otherwise six digits of it, marked.

    Example:
    >>> figure("163/18"), figure("12345/67891"), figure("8581/11449400"), figure("12.0625"), figure(10**15)
    ('163/18', '12345/67891', '≈0.000749472', '12.0625', '10^15')
    """
    found = Fraction(str(value))
    exact = number(found)
    return exact if "/" in exact and len(exact) <= LONGEST_WRITTEN else reallocative_words.figure(found)


def figures(*values: object) -> tuple[str, ...]:
    """Numbers of one sentence as `figure`, with as many digits as it takes until different ones look different.

    Example:
    >>> figures("163/18", "0.5"), figures("56632501/300007", "56632499/300007")
    (('163/18', '0.5'), ('≈188.7706', '≈188.77059'))
    """
    texts = tuple(map(figure, values))
    return texts if len({text.removeprefix("≈") for text in texts}) == len({Fraction(str(value)) for value in values}) else reallocative_words.figures(*values)


def column(values: Iterable[object]) -> list[str]:
    """Numbers of one column, each as `figure`.

    Example:
    >>> column(["163/18", "8581/11449400", 4])
    ['163/18', '≈0.000749472', '4']
    """
    return list(map(figure, values))


def precise(value: object) -> str:
    """A number as `figure`, but a longer quotient exactly as well, and rounded beside it.

    Example:
    >>> precise("163/18"), precise("8581/11449400"), precise("0.536001688211")
    ('163/18', '8581/11449400 (≈0.000749472)', '≈0.536002')
    """
    short = figure(value)
    return short if "/" in short else reallocative_words.precise(value)
