"""A core allocation: multipliers that support one, found in floats and confirmed exactly.

*Order.* No multipliers; descents from none; descents from the multipliers of the root relaxation; from random ones; branch and bound.  Whatever floats find is
made exact (`rationalise`), and counts only if an exact program confirms it (`supported`).

*Source.* Paper 004, Theorem 2; spec bayesian 8.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np

from marketwright.solvers.limit import Stopped, never
from marketwright.solvers.mechanisms.branching import solutions
from marketwright.solvers.mechanisms.game import Game, Multipliers
from marketwright.solvers.mechanisms.interim import interim_box, interim_program
from marketwright.solvers.mechanisms.rationalise import candidates
from marketwright.solvers.mechanisms.relaxation import Relaxation
from marketwright.solvers.mechanisms.supported import Supported, supported_core
from marketwright.solvers.mechanisms.tensors import FloatGame, Floats
from marketwright.solvers.mechanisms.trust_region import CLOSE, Place, TrustRegion

MOST_MULTIPLIERS = (4.0, 16.0)
"""The boxes of branch and bound."""
RANDOM_STARTS = 3
_NEAR = 1e-8


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A core allocation, and how its multipliers were found."""

    core: Supported
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """No core allocation was found; the multipliers with the least subsidy on the way."""

    multipliers: Multipliers


def find_core(game: Game, *, seed: int = 0, stopped: Stopped = never) -> Found | Missed:
    """A core allocation with fine support and, among those with these multipliers, least expected severance; or that none was found.

    Raises: `LimitCame`.

    Cost: a few linear programs with rows for each profile and action of a coalition, in floats, and one exact one; if all descents fail, hundreds more.
    """
    return _Search(game, seed, stopped).run()


class _Search:
    def __init__(self, game: Game, seed: int, stopped: Stopped) -> None:
        self.game, self.seed, self.stopped = game, seed, stopped
        self.floats = FloatGame(game)
        self.program = interim_program(self.floats)
        self.region = TrustRegion(self.program, stopped=stopped)
        self.best: Place | None = None
        self.core: Supported | None = None

    def run(self) -> Found | Missed:
        for method, place in self._places():
            if self._accept(place) and self.core is not None:
                return Found(core=self.core, method=method if self.core.multipliers else "complete-information")
        if self.best is None:
            return Missed(multipliers={})
        return Missed(multipliers=self._near(self.best))

    def _places(self) -> Iterator[tuple[str, Place]]:
        """Where descents end, and by which method."""
        keys = len(self.game.keys)
        for place in self.region.descents(np.zeros(keys)):
            yield "trust-region", place
        if not keys:
            return
        relaxation = Relaxation(self.program)
        root = relaxation.solve(interim_box(self.floats, MOST_MULTIPLIERS[0]))
        if root is not None:
            yield from (("relaxation", place) for place in self.region.descents(root.factors))
        random = Random(self.seed)
        for _ in range(RANDOM_STARTS):
            yield from (("random-start", place) for place in self.region.descents(self._random(random)))
        for most in MOST_MULTIPLIERS:
            found = solutions(self.region, relaxation, interim_box(self.floats, most), self._accept)
            if isinstance(found, Place):
                yield "branch-and-bound", found

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
        if self.best is None or place.value < self.best.value - CLOSE:
            self.best = place
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
