"""The best assignment of objects to agents, with the exact prices that prove it.

A float solver searches on weights rounded to integers that floats hold exactly; the least prices that support what it found are then computed exactly, and
exist only if it is best.  If it is not, shortest augmenting paths in integers find another.

All of it works on gains: what an agent's weight for an object is above his worth of none, or 0.

*Source.* Jonker and Volgenant 1987 (the search); Shapley and Shubik 1971 (least prices).
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import frexp, lcm
from typing import Any

import lap
import numpy as np
from numpy.typing import NDArray

from marketwright.solvers.matching.demands import Allocation

_EXACT_IN_FLOATS = 51
"""Sums of floats stay exact while their integers have at most this many bits."""
_SAFE = 2**58
"""Sums of a few integers below this fit in 64 bits."""
_LONG = 2**2048
_NONE = -1


@dataclass(frozen=True, slots=True)
class BestAssignment:
    """An assignment of the greatest total, and the least prices of objects that support it.

    *Meaning.* For each agent the dual is what his position is worth to him less its price.  Duals of objects are at least 0, an agent's dual is at least his
    worth of no object, and with an object's dual at least his weight for it; all duals together are the assignment's total.
    """

    positions: Allocation
    agents: tuple[Fraction, ...]
    objects: tuple[Fraction, ...]

    @property
    def total(self) -> Fraction:
        """The sum of the weights of the assignment."""
        return sum(self.agents, Fraction()) + sum(self.objects, Fraction())


@dataclass(frozen=True, slots=True)
class Support:
    """Least prices of an assignment; for each object the agent who sets its price (-1: nobody, it is 0)."""

    prices: NDArray[Any]
    setters: NDArray[np.int64]


def best_assignment(weights: Sequence[Sequence[Fraction | None]], null: Sequence[Fraction], objects: int = 0) -> BestAssignment:
    """The assignment of the greatest total weight, with exact duals.

    *Shapes.* `weights`: a row of equal length for each agent (None: not permitted); `null`: for each agent his worth of no object; `objects`: how many
    there are, needed only without agents.  An agent gets an object only if that is worth more to him than none.
    *Cost.* About the cube of the number of agents in the worst case; usually a few times the size of the weights.
    *Example.*
    >>> best_assignment([[Fraction(5), Fraction(4)], [Fraction(3), None]], [Fraction(0), Fraction(0)])
    BestAssignment(positions=(1, 0), agents=(Fraction(4, 1), Fraction(2, 1)), objects=(Fraction(1, 1), Fraction(0, 1)))
    """
    width = len(weights[0]) if weights else objects
    if not weights or not width:
        return BestAssignment((None,) * len(null), tuple(map(Fraction, null)), (Fraction(),) * width)
    denominators = {number.denominator for row in (*weights, null) for number in row if number is not None}
    common = _bounded_lcm(denominators, _SAFE)
    gains = None if common is None else _integer_gains(weights, null, common, denominators)
    if common is None or gains is None or gains.dtype == object:
        found = _from_fractions(weights, null)
        return _by_augmenting(weights, null, denominators) if found is None else found
    positions = _searched(_rounded(gains.astype(np.float64)))
    support = least_prices(gains, positions)
    return _by_augmenting(weights, null, denominators) if support is None else _result(weights, null, positions, _fractions(support, common))


def _fractions(support: Support, common: int) -> list[Fraction]:
    return [Fraction(price) / common for price in support.prices.tolist()]


def _result(weights: Sequence[Sequence[Fraction | None]], null: Sequence[Fraction], positions: NDArray[np.int64], prices: Sequence[Fraction]) -> BestAssignment:
    places: list[int | None] = []
    agents: list[Fraction] = []
    for row, worth, good in zip(weights, null, positions.tolist(), strict=True):
        weight = None if good == _NONE else row[good]
        gaining = weight is not None and weight > worth
        places.append(good if gaining else None)
        agents.append(weight - prices[good] if weight is not None and gaining else Fraction(worth))
    return BestAssignment(tuple(places), tuple(agents), tuple(prices))


def _bounded_lcm(denominators: set[int], limit: int) -> int | None:
    common = 1
    for denominator in sorted(denominators):
        common = lcm(common, denominator)
        if common > limit:
            return None
    return common


def _integer_gains(weights: Sequence[Sequence[Fraction | None]], null: Sequence[Fraction], common: int, denominators: set[int]) -> NDArray[Any]:
    """All gains times the common denominator, in Python's integers or, if all numbers fit, in 64 bits."""
    factors = {denominator: common // denominator for denominator in denominators}
    worths = [worth.numerator * factors[worth.denominator] for worth in null]
    rows = [[worth if weight is None else weight.numerator * factors[weight.denominator] for weight in row] for row, worth in zip(weights, worths, strict=True)]
    kind = np.int64 if max(abs(number) for row in (*rows, worths) for number in (max(row), min(row))) < _SAFE else object
    gains: NDArray[Any] = np.maximum(np.array(rows, dtype=kind) - np.array(worths, dtype=kind)[:, None], 0)
    return gains


def _by_augmenting(weights: Sequence[Sequence[Fraction | None]], null: Sequence[Fraction], denominators: set[int]) -> BestAssignment:
    """The best assignment by exact numbers alone: integers, or fractions if no common denominator is short."""
    common = _bounded_lcm(denominators, _LONG)
    if common is None:
        rows = [[Fraction() if weight is None else max(Fraction(), weight - worth) for weight in row] for row, worth in zip(weights, null, strict=True)]
        gains: NDArray[Any] = np.array(rows, dtype=object)
    else:
        gains = _integer_gains(weights, null, common, denominators)
    positions = augmented(gains)
    support = least_prices(gains, positions)
    if support is None:
        message = "an assignment by shortest augmenting paths has no supporting prices"
        raise ArithmeticError(message)
    return _result(weights, null, positions, _fractions(support, common or 1))


def _rounded(gains: NDArray[np.float64]) -> NDArray[np.float64]:
    """The gains themselves if they are small integers, otherwise multiples of a power of two, such that sums over an assignment are exact in floats."""
    bits = _EXACT_IN_FLOATS - max(gains.shape).bit_length() - frexp(float(gains.max()))[1]
    if bits >= 0 and bool((gains == np.rint(gains)).all()):
        return gains
    multiples: NDArray[np.float64] = np.rint(np.ldexp(gains, bits))
    return multiples


def _searched(gains: NDArray[np.float64]) -> NDArray[np.int64]:
    """For each agent his object in an assignment of the greatest total gain, or -1 if he would gain nothing; the gains are small integers."""
    found, _ = lap.lapjv(-gains, extend_cost=True, return_cost=False)
    positions: NDArray[np.int64] = np.asarray(found, dtype=np.int64)
    has = positions != _NONE
    has[has] = gains[has.nonzero()[0], positions[has]] > 0
    positions[~has] = _NONE
    return positions


def least_prices(gains: NDArray[Any], positions: NDArray[np.int64]) -> Support | None:
    """The least prices at which every agent's position is best for him and unsold objects cost 0, or None: then the assignment is not best.

    *Meaning.* Prices rise from 0 to what the gains of the other agents, at what they keep, ask for.  They stay below all supporting prices.
    """
    agents, objects = gains.shape
    prices = np.zeros(objects, dtype=gains.dtype)
    setters = np.full(objects, _NONE, dtype=np.int64)
    owners = np.full(objects, _NONE, dtype=np.int64)
    placed = (positions != _NONE).nonzero()[0]
    owners[positions[placed]] = placed
    keeps = np.zeros(agents, dtype=gains.dtype)
    keeps[placed] = gains[placed, positions[placed]]
    changed = np.arange(agents)
    for _ in range(objects + 2):
        asked = gains[changed] - keeps[changed][:, None]
        first = asked.argmax(axis=0)
        highest = asked[first, np.arange(objects)]
        raised = (highest > prices).nonzero()[0]
        if not raised.size:
            return Support(prices, setters)
        if bool((owners[raised] == _NONE).any()):
            return None
        prices[raised] = highest[raised]
        setters[raised] = changed[first[raised]]
        if _circular(setters, positions):
            return None
        changed = np.sort(owners[raised])
        keeps[changed] = gains[changed, positions[changed]] - prices[positions[changed]]
        if bool((keeps[changed] < 0).any()):
            return None
    return None


def _circular(setters: NDArray[np.int64], positions: NDArray[np.int64]) -> bool:
    """Whether some price is set, over agents and their objects, by itself: then those agents gain by exchanging."""
    before = np.append(np.where(setters == _NONE, _NONE, positions[setters]), _NONE)
    for _ in range(before.size.bit_length()):
        before = before[before]
    return bool((before != _NONE).any())


def _from_fractions(weights: Sequence[Sequence[Fraction | None]], null: Sequence[Fraction]) -> BestAssignment | None:
    """The best assignment without a common denominator, or None if the float search has not found one.

    *Meaning.* Floats only leave out pairs that are far from binding; every pair that could matter is compared in fractions.
    """
    floats = _float_gains(weights, null)
    if floats is None:
        return None
    gains, slack = floats
    positive = np.maximum(gains, 0.0)
    if not positive.any():
        positions = np.full(len(weights), _NONE, dtype=np.int64)
        support: Support | None = Support(np.zeros(gains.shape[1]), np.full(gains.shape[1], _NONE, dtype=np.int64))
    else:
        rounded = _rounded(positive)
        positions = _searched(rounded)
        support = least_prices(rounded.astype(np.int64), positions)
    if support is None:
        return None
    exact = _ExactPrices(weights, null, positions, support)
    prices = exact.least(gains, slack)
    return None if prices is None else _result(weights, null, positions, prices)


def _float_gains(weights: Sequence[Sequence[Fraction | None]], null: Sequence[Fraction]) -> tuple[NDArray[np.float64], float] | None:
    """Gains in floats (minus infinity where not permitted; negative ones stay), with a bound on what comparing them can be wrong by; None: too large."""
    try:
        rows = np.array([[-np.inf if weight is None else float(weight) for weight in row] for row in weights], dtype=np.float64)
        worths = np.array([float(worth) for worth in null], dtype=np.float64)
    except OverflowError:
        return None
    largest = max(float(np.abs(rows[np.isfinite(rows)]).max(initial=0.0)), float(np.abs(worths).max(initial=0.0)))
    if not 2.0**-900 < largest < 2.0**900:
        return None
    return rows - worths[:, None], largest * 2.0**-47


class _ExactPrices:
    """Least prices in fractions, for one assignment."""

    def __init__(self, weights: Sequence[Sequence[Fraction | None]], null: Sequence[Fraction], positions: NDArray[np.int64], support: Support) -> None:
        """Start from the exact prices along the chains that set the rounded ones: no supporting prices are lower."""
        self._weights = weights
        self._null = null
        self._places: list[int] = positions.tolist()
        self._owners = [_NONE] * support.prices.size
        for agent, good in enumerate(self._places):
            if good != _NONE:
                self._owners[good] = agent
        self.prices = [Fraction()] * support.prices.size
        self._before = [_NONE] * support.prices.size
        self._along(support.setters.tolist())
        self.keeps = [self._keep(agent) for agent in range(len(weights))]

    def _gain(self, agent: int, good: int) -> Fraction:
        weight = self._weights[agent][good]
        return Fraction() if weight is None else weight - self._null[agent]

    def _keep(self, agent: int) -> Fraction:
        good = self._places[agent]
        return Fraction() if good == _NONE else self._gain(agent, good) - self.prices[good]

    def _along(self, setters: Sequence[int]) -> None:
        followers: dict[int, list[int]] = {}
        queue: list[int] = []
        for good, agent in enumerate(setters):
            if agent != _NONE:
                place = self._places[agent]
                if place == _NONE or setters[place] == _NONE:
                    queue.append(good)
                else:
                    followers.setdefault(place, []).append(good)
        for good in queue:
            agent = setters[good]
            price = self._gain(agent, good) - self._keep(agent)
            if price > 0:
                self.prices[good], self._before[good] = price, self._places[agent]
            queue.extend(followers.get(good, ()))

    def _circular(self, good: int) -> bool:
        """Whether the good's price is now set, over agents and their objects, by itself."""
        before = self._before[good]
        while before not in {_NONE, good}:
            before = self._before[before]
        return before == good

    def least(self, gains: NDArray[np.float64], slack: float) -> list[Fraction] | None:
        """The least supporting prices, or None if there are none."""
        if any(keep < 0 for keep in self.keeps):
            return None
        floats = np.array([float(price) for price in self.prices])
        waiting = deque(range(len(self._places)))
        queued = [True] * len(self._places)
        left = len(self._places) * (len(self.prices) + 2)
        while waiting and left:
            left -= 1
            agent = waiting.popleft()
            queued[agent] = False
            keep = self.keeps[agent]
            for good in (gains[agent] - float(keep) > floats - slack).nonzero()[0].tolist():
                price = self._gain(agent, good) - keep
                if price > self.prices[good]:
                    owner = self._owners[good]
                    if owner == _NONE:
                        return None
                    self.prices[good], self._before[good] = price, self._places[agent]
                    floats[good] = float(price)
                    self.keeps[owner] = self._keep(owner)
                    if self.keeps[owner] < 0 or self._circular(good):
                        return None
                    if not queued[owner]:
                        queued[owner] = True
                        waiting.append(owner)
        return None if waiting else self.prices


def augmented(gains: NDArray[Any]) -> NDArray[np.int64]:
    """For each agent his object in an assignment of the greatest total gain, or -1, by shortest augmenting paths in integers.

    *Meaning.* Agents come one by one.  The distance of a position is how much has to be given up on the way to it; reduced gains are kept at least 0.
    *Cost.* The number of objects times the square of the number of agents.
    """
    agents, objects = gains.shape
    far = 4 * gains.max() + 4
    prices = np.zeros(objects, dtype=gains.dtype)
    owners = [_NONE] * objects
    places = [_NONE] * agents
    keeps: list[Any] = [0] * agents
    for start in range(agents):
        keeps[start] = max(0, (gains[start] - prices).max())
        distance = np.full(objects, far, dtype=gains.dtype)
        open_distance = distance.copy()
        via = np.full(objects, _NONE, dtype=np.int64)
        row, so_far = start, 0 * far
        rows, reached = [(start, so_far)], list[tuple[int, Any]]()
        to_null, null_distance = start, keeps[start]
        while True:
            step = prices - gains[row] + (so_far + keeps[row])
            nearer = (step < distance).nonzero()[0]
            distance[nearer] = step[nearer]
            open_distance[nearer] = step[nearer]
            via[nearer] = row
            good = int(open_distance.argmin())
            so_far = open_distance[good]
            if null_distance <= so_far:
                so_far, good, last = null_distance, _NONE, to_null
                break
            last = int(via[good])
            if owners[good] == _NONE:
                break
            open_distance[good] = far
            reached.append((good, so_far))
            row = owners[good]
            rows.append((row, so_far))
            if so_far + keeps[row] < null_distance:
                to_null, null_distance = row, so_far + keeps[row]
        for one, at in rows:
            keeps[one] -= so_far - at
        for one, at in reached:
            prices[one] += so_far - at
        while True:
            given_up = places[last]
            places[last] = good
            if good != _NONE:
                owners[good] = last
            if last == start:
                break
            good, last = given_up, int(via[given_up])
    return np.array(places, dtype=np.int64)
