"""A core allocation: multipliers that support one, found in floats and confirmed exactly.

*Order.* No multipliers; descents from none; descents from the multipliers of the root relaxation; from random ones; branch and bound.  Whatever floats find is
made exact (`rationalise`), and counts only if an exact program confirms it (`supported`).  Where the root relaxations have no solution at all there is no core
allocation to find, as far as floats tell, and descents look for a small subsidy only.

*Source.* Paper 004, Theorem 2; spec bayesian 8.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import numpy as np

from marketwright.solvers.limit import LimitCame, Stopped, never
from marketwright.solvers.mechanisms.branching import EMPTY, solutions
from marketwright.solvers.mechanisms.core_relaxation import core_relaxation
from marketwright.solvers.mechanisms.game import Game, Multipliers
from marketwright.solvers.mechanisms.interim import interim_box, interim_program
from marketwright.solvers.mechanisms.rationalise import candidates
from marketwright.solvers.mechanisms.relaxation import Box, Relaxed
from marketwright.solvers.mechanisms.supported import Supported, supported_core
from marketwright.solvers.mechanisms.tensors import FloatGame, Floats
from marketwright.solvers.mechanisms.trust_region import Place, TrustRegion

MOST_MULTIPLIERS = (4.0, 16.0)
"""The boxes of branch and bound."""
MOST_BOXES = (400, 100)
"""How many parts of each are looked at."""
RANDOM_STARTS = 3
_NEAR = 1e-8


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A core allocation, and how its multipliers were found."""

    core: Supported
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """No core allocation was found; the multipliers with the least subsidy on the way (about that, if a limit ended the search)."""

    multipliers: Multipliers


Tell = Callable[[float | None, int], None]
"""Told again and again: the least subsidy so far, and how many linear programs were solved."""


def find_core(game: Game, *, seed: int = 0, stopped: Stopped = never, ended: Stopped = never, tell: Tell | None = None) -> Found | Missed:
    """A core allocation with fine support and, among those with these multipliers, least expected severance; or that none was found.

    `stopped`: ends the search; `ended`: ends also what is done then to make the best multipliers exact.

    Raises: `LimitCame` (`ended`).

    Cost: a few linear programs with rows for each profile and action of a coalition, in floats, and one exact one; if all descents fail, hundreds more.
    """
    search = _Search(game, seed, stopped, tell)
    try:
        return search.run()
    except LimitCame:
        search.region.stopped = search.stopped = ended
        return search.finish()


class _Search:
    def __init__(self, game: Game, seed: int, stopped: Stopped, tell: Tell | None = None) -> None:
        self.game, self.seed, self.limit, self.tell = game, seed, stopped, tell
        self.stopped: Stopped = self._asked
        self.floats = FloatGame(game)
        self.program = interim_program(self.floats)
        self.region = TrustRegion(self.program, stopped=self.stopped)
        self.relaxation = core_relaxation(self.floats, self.program, stopped=self.stopped)
        self.method = "trust-region"
        self.core: Supported | None = None

    def _asked(self) -> bool:
        """Whether the limit has come; who wants to know is told how far the search is."""
        if self.tell is not None:
            best = self.region.best
            self.tell(None if best is None else max(0.0, best.value) * self.floats.scale, self.region.programs + self.relaxation.programs)
        return self.limit()

    def run(self) -> Found | Missed:
        for method, place in self._places():
            self.method = method
            if self._accept(place):
                break
        return self.finish()

    def finish(self) -> Found | Missed:
        """What was found so far, exactly."""
        best = self.region.best
        if self.core is None and best is not None:
            self._accept(best)
        if self.core is not None:
            return Found(core=self.core, method=self.method if self.core.multipliers else "complete-information")
        return Missed(multipliers={} if best is None else self._near(best))

    def _places(self) -> Iterator[tuple[str, Place]]:
        """Where descents end, and by which method."""
        keys = len(self.game.keys)
        for place in self.region.descents(np.zeros(keys)):
            yield "trust-region", place
        if not keys:
            return
        boxes = [interim_box(self.floats, most) for most in MOST_MULTIPLIERS]
        roots = [self._root(box) for box in boxes]
        for first in [root for root in roots if root is not None][:1]:
            yield from (("relaxation", place) for place in self.region.descents(first.factors))
        random = Random(self.seed)
        for _ in range(RANDOM_STARTS):
            yield from (("random-start", place) for place in self.region.descents(self._random(random)))
        for box, root, most in zip(boxes, roots, MOST_BOXES, strict=True):
            found = solutions(self.region, self.relaxation, box, self._accept, most=most) if root is not None else None
            if isinstance(found, Place):
                yield "branch-and-bound", found

    def _root(self, box: Box) -> Relaxed | None:
        """The relaxation in the whole box, None if it has no solution without subsidy."""
        found = self.relaxation.solve(box)
        return None if found is None or found.value > EMPTY else found

    def _random(self, random: Random) -> Floats:
        """Admissible multipliers: small enough to leave every type a weight of at least 0."""
        drawn = np.array([random.random() for _ in self.game.keys])
        taken = [np.zeros(size) for size in self.game.sizes]
        for number, (player, claim, true) in enumerate(self.game.keys):
            taken[player][true] += drawn[number]
            taken[player][claim] -= drawn[number]
        worst = max((float((less / prior).max()) for less, prior in zip(taken, self.floats.priors, strict=True)), default=0.0)
        return drawn / max(1.0, worst)

    def _accept(self, place: Place) -> bool:
        """Whether a place leads to an exact core allocation, which is kept then."""
        if self.core is not None:
            return True
        if not place.solved:
            return False
        for multipliers in candidates(self.floats, place.factors):
            near = self.region.place(self.floats.floats(multipliers))
            if near is not None and near.value < _NEAR:
                self.core = supported_core(self.game, multipliers, actions=self.floats.essential, stopped=self.stopped)
                if self.core is not None:
                    return True
        return False

    def _near(self, place: Place) -> Multipliers:
        """Admissible multipliers near a place."""
        for multipliers in candidates(self.floats, place.factors):
            near = self.region.place(self.floats.floats(multipliers))
            if near is not None and near.value < place.value + 1e-6:
                return multipliers
        return {}
