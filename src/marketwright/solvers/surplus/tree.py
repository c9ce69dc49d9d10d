"""A proof that no non-empty set of agents has an excess above 0, or a set that has one.

*Tree.* Nodes in preorder: a number is a branching on that undecided agent, the subtree in which he is in comes first, then the one in which he is
out; a tuple is a leaf with its price, or `()` for the clearing price of the leaf's largest set.  A leaf is closed if its bound (`leaves`) is at most 0,
exactly.  A leaf without anybody has only the empty set and needs no proof.

*Search.* Floats propose a price with nearly the least bound (`compiled_prices`), rounded to as few digits as still close the leaf.  Where no price does, an
agent is branched on who is neither clearly in nor clearly out and moves the price much, as q_i'H q_i says for his bundle q_i there.  Sets that the
prices suggest are improved one agent at a time and tried exactly.  The leaf with the largest bound is next, so that the largest bound, which is what
remains when a limit comes first, falls as fast as it can.

*Size.* Sets whose excess is exactly 0 need a leaf each unless they have the same clearing price; Vickrey payoffs of n agents have n + 1 such sets.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heappop, heappush
from math import ceil, floor, inf, log10
from time import perf_counter

import numpy as np

from marketwright.solvers.surplus.charged import Charged
from marketwright.solvers.surplus.floats import Flags, Floats, States, Terms, Unpacked, float_terms, unpacked
from marketwright.solvers.surplus.leaves import Leaves, leaf_bound
from marketwright.solvers.surplus.matrices import Vector

Node = int | Vector

CLEAR = 1e-2
"""A bound so far below 0, as a part of the scale of excesses, is good enough: a lower one would make prices only a little shorter."""
NEAR = 1e-9
"""Bounds so near to 0, as a part of the scale of excesses, may be exactly 0."""
FINEST = 18
"""So many digits after the first are tried in rounding a price."""
LONGEST = 2000
"""A clearing price with an entry of more bits is not written down; branching goes on instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A tree whose leaves are all closed: no non-empty set has an excess above 0."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A set with an excess above 0, ascending."""

    members: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitReached:
    """A tree whose leaves all have bounds of at most `at_most`: so has the excess of every non-empty set."""

    nodes: tuple[Node, ...]
    at_most: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """When to stop early (`None`: never): after so many leaves or seconds by the clock, or once `stopped` is true."""

    leaves: int | None = None
    seconds: float | None = None
    clock: Callable[[], float] = perf_counter
    stopped: Callable[[], bool] = lambda: False


@dataclass(slots=True)
class _Branch:
    """A node on its way: agents' states (1 in, -1 out, 0 undecided), the price found, its bound, and who is branched on next (-1: nobody)."""

    states: States
    start: Floats
    bound: float = inf
    agent: int = -1
    price: Vector = ()
    children: "list[_Branch]" = field(default_factory=list)

    def agents(self, state: int) -> list[int]:
        return [int(agent) for agent in np.flatnonzero(self.states == state)]


def bounded(charged: Charged, patience: Patience | None = None) -> Closed | Found | LimitReached:
    """Whether a non-empty set of agents has an excess above 0, with evidence."""
    terms = float_terms(charged)
    if terms.margin == inf:
        return _from_one_price(charged)
    return _Search(charged, terms).run(patience or Patience())


def _from_one_price(charged: Charged) -> Closed | Found | LimitReached:
    """The answer where floats cannot search: the clearing price of all agents, and the set of all."""
    everybody = frozenset(range(charged.surplus.size))
    if charged.sign(everybody) > 0:
        return Found(members=tuple(sorted(everybody)))
    bound = leaf_bound(charged, frozenset(), everybody, ())
    return Closed(nodes=((),)) if bound <= 0 else LimitReached(nodes=((),), at_most=bound)


class _Search:
    """A tree that grows where its bound is largest."""

    def __init__(self, charged: Charged, terms: Terms) -> None:
        self._charged, self._floats = charged, unpacked(terms)
        self._scale = float(abs(self._floats.gains).sum()) + abs(self._floats.base) + terms.margin
        self._leaves = Leaves(charged, self._scale)
        self._prices = _Prices(terms, self._floats)
        self._open: list[tuple[float, int, _Branch]] = []
        self._tried: set[bytes] = set()
        self._found: tuple[int, ...] | None = None
        self._grown = 0

    def run(self, patience: Patience) -> Closed | Found | LimitReached:
        """Grow the tree until it is closed, a set is found, or patience ends."""
        size, goods = self._floats.demands.shape
        root = _Branch(states=np.zeros(size, dtype=np.int8), start=np.zeros(goods))
        begun = patience.clock()
        leaves = 1
        self._grow(root)
        while self._open and self._found is None:
            late = patience.seconds is not None and patience.clock() - begun >= patience.seconds
            if late or patience.stopped() or (patience.leaves is not None and leaves >= patience.leaves):
                return self._unfinished(root)
            branch = heappop(self._open)[2]
            for state in (1, -1):
                states = branch.states.copy()
                states[branch.agent] = state
                branch.children.append(_Branch(states=states, start=branch.start))
            leaves += 1
            for child in branch.children:
                self._grow(child)
        return Closed(nodes=_preorder(root)) if self._found is None else Found(members=self._found)

    def _grow(self, branch: _Branch) -> None:
        """Close a new leaf, or choose who is branched on."""
        from marketwright.solvers.surplus.compiled_prices import least_bound  # noqa: PLC0415 - few agents never need the compiler

        floats, inside, undecided = self._floats, branch.agents(1), branch.agents(0)
        if not inside and not undecided:
            return
        if not undecided:
            if self._charged.sign(inside) > 0:
                self._found = tuple(inside)
            return
        everybody = branch.states >= 0
        clearing = self._prices.clearing(everybody)
        start = clearing if self._prices.bound(branch.states, clearing) < self._prices.bound(branch.states, branch.start) else branch.start
        branch.start, branch.bound, parts = least_bound(
            floats.matrices,
            floats.demands,
            floats.gains,
            floats.side,
            floats.base,
            branch.states,
            start,
            self._scale,
            -CLEAR * self._scale,
        )
        if branch.bound <= 0 and self._rounded(branch, inside, undecided):
            return
        if branch.bound <= NEAR * self._scale and self._met(branch, inside, undecided, clearing):
            return
        self._try(everybody & ((branch.states > 0) | (self._prices.nets(branch.start) > 0)))
        branch.agent = self._prices.ambiguous(branch.states, branch.start, parts)
        self._grown += 1
        heappush(self._open, (-branch.bound, self._grown, branch))

    def _rounded(self, branch: _Branch, inside: list[int], undecided: list[int]) -> bool:
        """Close a leaf with a short price, if one does."""
        for digits in range(FINEST):
            price, there = self._prices.rounded(branch.start, digits)
            if self._prices.bound(branch.states, there) <= 0 and self._leaves.closes(inside, undecided, price):
                branch.price = price
                return True
        return False

    def _met(self, branch: _Branch, inside: list[int], undecided: list[int], clearing: Floats) -> bool:
        """Close a leaf whose bound may be exactly 0 with the clearing price of a set, if one does."""
        surplus, quantity = self._charged.surplus, self._charged.quantity
        if self._prices.bound(branch.states, clearing) <= NEAR * self._scale:
            price = surplus.price([*inside, *undecided], quantity)
            if self._leaves.closes_at(inside, undecided, set(undecided), price):
                return True
        nets = self._prices.nets(branch.start)
        joining = {agent for agent in undecided if nets[agent] > 0}
        if (inside or joining) and len(joining) < len(undecided):
            price = surplus.price([*inside, *joining], quantity)
            short = all(entry.numerator.bit_length() + entry.denominator.bit_length() <= LONGEST for entry in price)
            if short and self._leaves.closes_at(inside, undecided, joining, price):
                branch.price = price
                return True
        return False

    def _try(self, chosen: Flags) -> None:
        """Look for an excess above 0 from the set on."""
        from marketwright.solvers.surplus.compiled_prices import improved  # noqa: PLC0415 - few agents never need the compiler

        floats = self._floats
        excess = improved(floats.matrices, floats.demands, floats.gains, floats.side, floats.base, chosen)
        key = chosen.tobytes()
        if excess > -NEAR * self._scale and key not in self._tried:
            self._tried.add(key)
            members = tuple(int(agent) for agent in np.flatnonzero(chosen))
            if self._charged.sign(members) > 0:
                self._found = members

    def _unfinished(self, root: _Branch) -> LimitReached:
        """The tree as it is, with prices at its open leaves."""
        at_most = Fraction(0)
        for _, _, branch in self._open:
            inside, undecided = branch.agents(1), branch.agents(0)
            most = branch.bound + CLEAR * abs(branch.bound)
            for digits in range(FINEST):
                branch.price, there = self._prices.rounded(branch.start, digits)
                if self._prices.bound(branch.states, there) <= most:
                    break
            at_most = max(at_most, self._leaves.at_most(inside, undecided, branch.price))
        unit = Fraction(10) ** (floor(log10(self._scale)) - FINEST)
        return LimitReached(nodes=_preorder(root), at_most=ceil(at_most / unit) * unit)


class _Prices:
    """Prices in floats: coordinates s of p = p0 + T's, and bounds there."""

    def __init__(self, terms: Terms, floats: Unpacked) -> None:
        self._floats = floats
        self._centre = terms.price
        self._towards = np.array([[float(entry) for entry in row] for row in terms.mixing]).T
        self._back = np.linalg.inv(self._towards)
        sizes = np.sqrt((self._towards**2).sum(axis=1)) * np.sqrt(abs(floats.gains).max() + abs(floats.base) + terms.margin)
        self._exponents = [int(np.ceil(np.log10(size))) for size in sizes]

    def nets(self, s: Floats) -> Floats:
        """Gains less charges."""
        from marketwright.solvers.surplus.compiled_prices import net_gains  # noqa: PLC0415 - few agents never need the compiler

        found: Floats = net_gains(self._floats.matrices, self._floats.demands, self._floats.gains, s)
        return found

    def bound(self, states: States, s: Floats) -> float:
        """The bound on excesses."""
        nets = self.nets(s)
        return float(self._floats.base + self._floats.side @ s + nets[states > 0].sum() + np.maximum(nets[states == 0], 0).sum())

    def clearing(self, chosen: Flags) -> Floats:
        """The clearing price of a set."""
        from marketwright.solvers.surplus.compiled_prices import clearing  # noqa: PLC0415 - few agents never need the compiler

        found: Floats = clearing(self._floats.matrices, self._floats.demands, self._floats.side, chosen)
        return found

    def rounded(self, s: Floats, digits: int) -> tuple[Vector, Floats]:
        """The price with so many digits after the first that matters, and its coordinates."""
        away = self._towards @ s
        price = []
        for centre, step, exponent in zip(self._centre, away, self._exponents, strict=True):
            unit = Fraction(10) ** (exponent - digits)
            price.append(round((centre + Fraction(float(step))) / unit) * unit)
        there = np.array([float(entry - centre) for entry, centre in zip(price, self._centre, strict=True)])
        return tuple(price), self._back @ there

    def ambiguous(self, states: States, s: Floats, parts: Floats) -> int:
        """The undecided agent for whom the smaller of his part in and his part out, times what he moves (q_i'H q_i), is largest."""
        floats = self._floats
        bundles = floats.demands - floats.matrices @ s
        curvature = np.linalg.inv(floats.matrices[states >= 0].sum(axis=0))
        moved = np.einsum("ik,kl,il->i", bundles, curvature, bundles) * np.minimum(parts, 1 - parts)
        return int(np.where(states == 0, moved, -inf).argmax())


def _preorder(root: _Branch) -> tuple[Node, ...]:
    nodes: list[Node] = []
    waiting = [root]
    while waiting:
        branch = waiting.pop()
        nodes.append(branch.agent if branch.children else branch.price)
        waiting += reversed(branch.children)
    return tuple(nodes)
