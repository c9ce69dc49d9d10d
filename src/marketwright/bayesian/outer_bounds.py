"""Bounds on quantities over the whole core, for all multipliers in a box: a report in floating point.

*Source.* `docs/formats/bayesian.md`; spec bayesian 9.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil
from typing import Any

from marketwright.answers.answer import Finding
from marketwright.bayesian.quantities import quantity
from marketwright.bayesian.setting import Setting, given
from marketwright.bayesian.watching import Watch
from marketwright.questions import Question
from marketwright.solvers.limit import LimitCame
from marketwright.solvers.mechanisms.core_bound import core_bound
from marketwright.solvers.mechanisms.core_polyhedron import Quantity

_DIGITS = 6
"""Bounds are rounded outward to so many decimals."""
_NOISE = 0.01
"""What of the last decimal counts as nothing: floats are off by less."""


def outer_bounds(here: Setting, question: Question, watch: Watch) -> tuple[dict[str, Any], Finding]:
    """What x and y are at least and at most in the core, as far as floats tell; a bound that a limit cuts off is left out."""
    boxes = 0
    found: dict[str, Any] = {"x": {}, "y": {}}
    try:
        for axis, bounds in found.items():
            asked = quantity(here, given(question, axis))
            for word, sign in (("least", -1), ("greatest", 1)):
                bound = core_bound(here.game, _times(asked, sign), stopped=watch.stopped)
                if bound is not None:
                    boxes += bound.boxes
                    watch.tell(None, boxes)
                    if bound.greatest is not None:
                        bounds[word] = sign * Fraction(ceil(bound.greatest * 10**_DIGITS - _NOISE), 10**_DIGITS)
            if len(bounds) == 2 and bounds["least"] > bounds["greatest"]:  # of large numbers, whose floats are off by more than the last decimal
                bounds["least"], bounds["greatest"] = bounds["greatest"], bounds["least"]
    except LimitCame:
        pass
    return found, Finding(claim="outer-bounds", holds=None, grade="numeric", details={"boxes": boxes})


def _times(asked: Quantity, sign: int) -> Quantity:
    def signed(table: Mapping[tuple[int, int], Fraction]) -> dict[tuple[int, int], Fraction]:
        return {place: sign * number for place, number in table.items()}

    return Quantity(lotteries=signed(asked.lotteries), transfers=signed(asked.transfers), forgone=signed(asked.forgone))
