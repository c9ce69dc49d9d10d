"""All sets of agents at once: worths as floats, the sets that may have an excess, and the second differences of worths.

Few agents are served exactly, without floats; for more, compiled loops in floats (`compiled`) leave out only what a proven bound on their error (`floats`)
excludes.  Exact arithmetic decides about the rest.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import inf

import numpy as np

from marketwright.solvers.surplus.charged import Charged, members_of
from marketwright.solvers.surplus.exact import Surplus
from marketwright.solvers.surplus.floats import Floats, float_terms
from marketwright.solvers.surplus.limit import LimitCame, Stopped, never
from marketwright.solvers.surplus.matrices import Vector

FEW = 12
"""So many agents are served exactly."""
FEW_WORK = 1 << 22
"""So many sets, times goods to the third power, are served exactly at most."""
MOST_IN_TABLE = 22
"""With more agents a table of all sets takes too much memory."""
MOST_SCANNED = 32
"""With more agents all sets are too many to scan."""
MOST_CLOSE = 1024
"""So many sets that floats cannot decide are kept unless asked otherwise."""
BLOCK_BITS = 8
"""A block of so many agents stays in the cache."""
CHUNK = 1 << 14
"""So many blocks of one good are done before `stopped` is asked again; of more goods fewer, as each takes longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Worths of all sets by bit mask, each wrong by at most `error`."""

    worths: Floats
    error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """The non-empty sets, as ascending bit masks, whose excess may be 0 or more as far as floats can tell: every other set has a negative excess.

    `complete`: whether these are all; otherwise there are more than were asked for, or the scan was stopped.  `best` has the largest excess as far as
    floats can tell, and `at_most` bounds the excess of every set (infinite when stopped).
    """

    sets: tuple[int, ...]
    complete: bool
    best: int
    at_most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SetExcess:
    """A set of agents and its exact excess."""

    members: tuple[int, ...]
    excess: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The non-empty sets with an excess above 0, the largest first, and those whose excess is exactly 0.

    `complete`: whether these are all.  Even if not, the first of `positive` has the largest excess of all sets when `largest_known`.  `at_most` bounds the
    excess of every set.
    """

    positive: tuple[SetExcess, ...]
    ties: tuple[tuple[int, ...], ...]
    complete: bool
    largest_known: bool
    at_most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The second difference v(Z+i+j) + v(Z) - v(Z+i) - v(Z+j): `base` is Z, `pair` is (i, j) with i < j."""

    base: tuple[int, ...]
    pair: tuple[int, int]
    value: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Exact second differences of worths: the largest with the empty Z (none where there are fewer than two agents), and those of non-empty Z above 0.

    `complete`: whether all those above 0 are among `positive`, which has the largest of all first when `largest_known`.  `at_most` bounds all second
    differences with a non-empty Z.
    """

    empty: Difference | None
    positive: tuple[Difference, ...]
    complete: bool
    largest_known: bool
    at_most: float


def worths(surplus: Surplus, quantity: Vector) -> Table:
    """The worths of all sets, for at most `MOST_IN_TABLE` agents.

    *Cost.* For 20 agents and two goods less than a tenth of a second.
    """
    _refuse_more(surplus.size, MOST_IN_TABLE)
    if _are_few(surplus):
        exact = surplus.worths(quantity)
        found = np.array([_nearest(worth) for worth in exact])
        return Table(worths=found, error=2.0**-52 * float(abs(found).max()))
    uncharged = Charged(surplus=surplus, quantity=quantity, charges=(Fraction(0),) * surplus.size, fixed=Fraction(0))
    halves, constants, margin, share = _forms(uncharged)
    return Table(worths=constants - halves, error=margin + share * float(halves.max()))


def close_or_above(charged: Charged, most: int = MOST_CLOSE, stopped: Stopped = never) -> Close:
    """The sets whose excess is above 0, exactly 0, or too close to tell, for at most `MOST_SCANNED` agents."""
    from marketwright.solvers.surplus.compiled import close_sets, low_sums  # noqa: PLC0415 - few agents never need the compiler

    _refuse_more(charged.surplus.size, MOST_SCANNED)
    terms = float_terms(charged)
    nothing = Close(sets=(), complete=False, best=0, at_most=inf)
    if terms.margin == inf:
        return nothing
    bits = min(BLOCK_BITS, charged.surplus.size)
    low = low_sums(terms.agents, bits)
    found, known = np.empty(most, dtype=np.int64), 0
    best, where = np.full(1 << bits, -inf), np.zeros(1 << bits, dtype=np.int64)
    blocks = 1 << (charged.surplus.size - bits)
    factor = (1 - terms.share) / 2
    chunk = max(1, CHUNK // terms.goods**3)
    for start in range(0, blocks, chunk):
        if stopped():
            return nothing
        highs = (start, min(start + chunk, blocks))
        known = close_sets(terms.agents, terms.empty, terms.goods, low, highs, terms.margin, factor, found, known, best, where)
    place = int(best.argmax())
    sets = tuple(int(mask) for mask in found[: min(known, most)])
    return Close(sets=sets, complete=known <= most, best=(int(where[place]) << bits) + place, at_most=float(best[place]))


def verdict(charged: Charged, most: int = MOST_CLOSE, stopped: Stopped = never) -> Verdict:
    """Which sets have an excess above 0, and which exactly 0."""
    if _are_few(charged.surplus):
        return _exact_verdict(charged, stopped)
    close = close_or_above(charged, most, stopped)
    decided = _decided(charged, close.sets)
    known = close.complete
    if close.best and not close.complete:
        best = _decided(charged, (close.best,))
        decided += best
        if best[0].excess > 0:
            fixed = charged.fixed + best[0].excess
            top = close_or_above(Charged(surplus=charged.surplus, quantity=charged.quantity, charges=charged.charges, fixed=fixed), most, stopped)
            decided += _decided(charged, top.sets)
            known = top.complete
    return _verdict(decided, close.complete, known, close.at_most)


def _decided(charged: Charged, masks: Iterable[int]) -> list[SetExcess]:
    return [SetExcess(members=members, excess=charged.excess(members)) for members in map(members_of, masks)]


def _are_few(surplus: Surplus) -> bool:
    """Whether all sets are served exactly."""
    return surplus.size <= FEW and (1 << surplus.size) * surplus.goods**3 <= FEW_WORK


def _exact_verdict(charged: Charged, stopped: Stopped) -> Verdict:
    owed = [charged.fixed]
    for charge in charged.charges:
        owed += [total + charge for total in owed]
    try:
        every = charged.surplus.worths(charged.quantity, stopped=stopped)
    except LimitCame:
        return Verdict(positive=(), ties=(), complete=False, largest_known=False, at_most=inf)
    excesses = [worth - total for worth, total in zip(every, owed, strict=True)]
    decided = [SetExcess(members=members_of(mask), excess=over) for mask, over in enumerate(excesses) if mask and over >= 0]
    return _verdict(decided, True, True, _above(max(excesses[1:])))


def _verdict(decided: list[SetExcess], complete: bool, known: bool, at_most: float) -> Verdict:
    different = {one.members: one for one in decided}.values()
    positive = sorted((one for one in different if one.excess > 0), key=lambda one: (-one.excess, one.members))
    ties = sorted(one.members for one in different if one.excess == 0)
    return Verdict(positive=tuple(positive), ties=tuple(ties), complete=complete, largest_known=known, at_most=at_most)


def second_difference(surplus: Surplus, quantity: Vector, base: tuple[int, ...], pair: tuple[int, int]) -> Difference:
    """The exact second difference at one set and pair."""
    one, other = pair
    both, none = surplus.worth((*base, one, other), quantity), surplus.worth(base, quantity)
    value = both + none - surplus.worth((*base, one), quantity) - surplus.worth((*base, other), quantity)
    return Difference(base=base, pair=pair, value=value)


def second_differences(surplus: Surplus, quantity: Vector, most: int = MOST_CLOSE, stopped: Stopped = never) -> Differences:
    """The second differences of worths at all sets and pairs, for at most `MOST_IN_TABLE` agents.

    Charges do not matter to second differences at non-empty sets, so they are taken of forms alone, which are smaller than worths.
    """
    _refuse_more(surplus.size, MOST_IN_TABLE)
    pairs = list(combinations(range(surplus.size), 2))
    empty = max((second_difference(surplus, quantity, (), pair) for pair in pairs), key=lambda one: one.value, default=None)
    if _are_few(surplus):
        return _exact_differences(surplus, quantity, empty, stopped)
    uncharged = Charged(surplus=surplus, quantity=quantity, charges=(Fraction(0),) * surplus.size, fixed=Fraction(0))
    halves, _, margin, share = _forms(uncharged)
    if margin == inf:
        return Differences(empty=empty, positive=(), complete=False, largest_known=False, at_most=inf)
    triples, known, best, at_most = _close_triples(halves, pairs, 4 * margin, share, most, stopped)
    complete = largest_known = known <= most
    decided = [second_difference(surplus, quantity, members_of(base), pair) for base, pair in triples]
    if not complete and at_most < inf:
        top = second_difference(surplus, quantity, members_of(best[0]), best[1])
        decided.append(top)
        if top.value > 0:
            lowered = -_above(-top.value)
            triples, known, _, _ = _close_triples(halves, pairs, 4 * margin - lowered, share, most, stopped)
            largest_known = known <= most
            decided += [second_difference(surplus, quantity, members_of(base), pair) for base, pair in triples]
    return _differences(empty, decided, complete, largest_known, at_most)


def _close_triples(
    halves: Floats,
    pairs: list[tuple[int, int]],
    margin: float,
    share: float,
    most: int,
    stopped: Stopped,
) -> tuple[list[tuple[int, tuple[int, int]]], int, tuple[int, tuple[int, int]], float]:
    """Masks and pairs whose second difference may be 0 or more, how many there are, and the mask and pair with the largest bound, with that bound.

    When stopped there are more than `most`, and the bound is infinite.
    """
    from marketwright.solvers.surplus.compiled import close_differences  # noqa: PLC0415 - few agents never need the compiler

    found, known = np.empty(most, dtype=np.int64), 0
    triples: list[tuple[int, tuple[int, int]]] = []
    best, at_most = (0, (0, 1)), -inf
    for pair in pairs:
        if stopped():
            return triples, most + 1, best, inf
        before = min(known, most)
        known, largest, where = close_differences(halves, margin, share, *pair, found, known)
        triples += [(int(mask), pair) for mask in found[before : min(known, most)]]
        if largest > at_most:
            best, at_most = (int(where), pair), float(largest)
    return triples, known, best, at_most


def _exact_differences(surplus: Surplus, quantity: Vector, empty: Difference | None, stopped: Stopped) -> Differences:
    try:
        every = surplus.worths(quantity, stopped=stopped)
    except LimitCame:
        return Differences(empty=empty, positive=(), complete=False, largest_known=False, at_most=inf)
    positive, largest = [], -inf
    for one, other, base in _bases(surplus.size):
        value = every[base | one | other] + every[base] - every[base | one] - every[base | other]
        largest = max(largest, _above(value))
        if value > 0:
            positive.append(Difference(base=members_of(base), pair=(one.bit_length() - 1, other.bit_length() - 1), value=value))
    return _differences(empty, positive, True, True, largest)


def _bases(size: int) -> Iterator[tuple[int, int, int]]:
    """Bits of two agents, and a mask of at least one of the others."""
    for one, other in combinations([1 << agent for agent in range(size)], 2):
        for base in range(1, 1 << size):
            if not base & (one | other):
                yield one, other, base


def _differences(empty: Difference | None, decided: list[Difference], complete: bool, known: bool, at_most: float) -> Differences:
    different = {(one.base, one.pair): one for one in decided}.values()
    positive = sorted((one for one in different if one.value > 0), key=lambda one: (-one.value, one.base, one.pair))
    return Differences(empty=empty, positive=tuple(positive), complete=complete, largest_known=known, at_most=at_most)


def _forms(charged: Charged) -> tuple[Floats, Floats, float, float]:
    """Half of the form and E of every set, and the bounds on the error of E - form / 2 (see `floats`)."""
    from marketwright.solvers.surplus.compiled import all_forms  # noqa: PLC0415 - few agents never need the compiler

    terms = float_terms(charged)
    if terms.margin == inf:
        nothing = np.zeros(1 << charged.surplus.size)
        return nothing, nothing, inf, 0.0
    halves, constants = all_forms(terms.agents, terms.empty, terms.goods, min(BLOCK_BITS, charged.surplus.size))
    return halves, constants, terms.margin, terms.share


def _nearest(number: Fraction) -> float:
    """The nearest float, infinite beyond them."""
    try:
        return float(number)
    except OverflowError:
        return inf if number > 0 else -inf


def _above(number: Fraction) -> float:
    """A float above the number, the next one or that after it."""
    return float(np.nextafter(_nearest(number), inf))


def _refuse_more(size: int, allowed: int) -> None:
    if size > allowed:
        raise ValueError(f"{size} agents have too many sets; {allowed} are allowed")
