"""Branch and bound over boxes of factors and differences.

*Source.* Spec bayesian 8.4, step 5, and 9.
"""

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush

from marketwright.solvers.mechanisms.relaxation import Box, Relaxation, Relaxed, errors, split_at
from marketwright.solvers.mechanisms.trust_region import Place, TrustRegion

MOST_BOXES = 400
EMPTY = 1e-7
"""Boxes whose least value is above this hold no solution, as far as floats tell."""
_DESCENT_EVERY, _DESCENT = 4, 15
_OFTEN = 40
"""After so many boxes descents are rarer: one for each time that their number grows by a quarter."""


@dataclass(frozen=True, slots=True)
class Branched:
    """How many boxes were looked at, and whether none is left."""

    boxes: int
    exhausted: bool


def solutions(region: TrustRegion, relaxation: Relaxation, root: Box, accept: Callable[[Place], bool], *, most: int = MOST_BOXES) -> Branched | Place:
    """A place with value 0 that was accepted, or how far the search went without one.  Least bounds first.

    Raises: `LimitCame`.
    """
    queue: list[tuple[float, int, Box, Relaxed]] = []
    boxes, dropped, next_descent = 0, False, 1

    def look(box: Box) -> Place | None:
        nonlocal boxes, next_descent
        boxes += 1
        relaxed = relaxation.solve(box)
        if relaxed is None or relaxed.value > EMPTY:
            return None
        heappush(queue, (relaxed.value, boxes, box, relaxed))
        here = region.place(relaxed.factors)
        if here is not None and not here.solved and boxes >= next_descent:
            next_descent = boxes + max(_DESCENT_EVERY, boxes // 4 if boxes > _OFTEN else 0)
            here = region.descend(here, steps=_DESCENT)
        return here if here is not None and here.solved and accept(here) else None

    if found := look(root):
        return found
    while queue and boxes < most:
        _, _, box, relaxed = heappop(queue)
        halves = split_at(relaxed, relaxation.program, box, root)
        dropped = dropped or halves is None
        for half in halves or ():
            if found := look(half):
                return found
    return Branched(boxes, not queue and not dropped)


def least(relaxation: Relaxation, root: Box, *, most: int = MOST_BOXES, close: float = 1e-7) -> tuple[Relaxed, int] | None:
    """The relaxation whose value is a lower bound on the value in a box, and how many boxes it took; None if no box has a solution.

    Raises: `LimitCame`.
    """
    queue: list[tuple[float, int, Box, Relaxed]] = []
    boxes = 0

    def look(box: Box) -> None:
        nonlocal boxes
        boxes += 1
        relaxed = relaxation.solve(box)
        if relaxed is not None:
            heappush(queue, (relaxed.value, boxes, box, relaxed))

    look(root)
    while queue:
        _, _, box, relaxed = queue[0]
        wrong = errors(relaxed, relaxation.program).max(initial=0.0)
        halves = split_at(relaxed, relaxation.program, box, root) if wrong > close and boxes < most else None
        if halves is None:
            return relaxed, boxes
        heappop(queue)
        for half in halves:
            look(half)
    return None
