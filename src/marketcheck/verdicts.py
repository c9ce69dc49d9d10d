"""What a check can say, and the two ways in which it stops early."""

from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn

from marketcheck.conditions import CONDITIONS

PRINTABLE_BITS = 10_000


@dataclass(frozen=True, slots=True)
class Accepted:
    """Every condition of the rule holds; the check was estimated at `steps`."""

    rule: str
    steps: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """Condition `code` fails at `place`: `left` was found where `right` is needed."""

    code: str
    condition: str
    left: str
    right: str
    place: str


@dataclass(frozen=True, slots=True)
class Undecided:
    """Nothing was checked: about `steps_needed` steps are needed and only `limit` allowed."""

    steps_needed: int
    limit: int


Verdict = Accepted | Rejected | Undecided


class Unreadable(Exception):  # noqa: N818
    """The documents are not what the format pages describe, so there is no claim to judge."""

    def __init__(self, code: str, message: str) -> None:
        """Keeps a stable code and what is wrong where."""
        super().__init__(f"{message} ({code})")
        self.code = code
        self.message = message


class Rejection(Exception):  # noqa: N818
    """Carries a `Rejected` out of the middle of a check."""

    def __init__(self, verdict: Rejected) -> None:
        """Keeps the verdict."""
        super().__init__(verdict.code)
        self.verdict = verdict


def reject(code: str, place: str, left: object, right: object) -> NoReturn:
    """Leaves the check with condition `code` broken."""
    raise Rejection(Rejected(code, CONDITIONS[code].statement, shown(left), shown(right), place))


def shown(value: object) -> str:
    """Returns the text of one side, whatever its length."""
    if isinstance(value, int | Fraction) and max(value.numerator.bit_length(), value.denominator.bit_length()) > PRINTABLE_BITS:
        return "a number too long to print"
    return str(value)
