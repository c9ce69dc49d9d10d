"""The core of a bundle market with one seller: blocking coalitions, membership proofs, extreme points.

*Meaning.* Payoffs are in the core when no buyer has less than 0, they add up to the worth of all, and no coalition of the seller with some buyers is worth more
than the sum of its payoffs.

*Source.* spec gamma 5; spec certificates 2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from marketwright.certificates.bounds import Bound, grade
from marketwright.coalitions.worths import Clearing, LimitReached, Worth
from marketwright.errors import UsageError

EXTREME_POINTS_UP_TO = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocking:
    """A coalition (buyers' indices; the seller belongs to it) that is worth more than its payoffs, with the atoms it uses."""

    coalition: tuple[int, ...]
    uses: tuple[int, ...]
    worth_at_least: Fraction
    payoffs: Fraction

    @property
    def gain(self) -> Fraction:
        """What the coalition would share anew."""
        return self.worth_at_least - self.payoffs


@dataclass(frozen=True, slots=True, kw_only=True)
class Unblocked:
    """A proof that no coalition with the seller is worth more than its payoffs."""

    bound: Bound

    @property
    def grade(self) -> str:
        """`proved` or `enumerated`."""
        return grade(self.bound)


def blocking_coalition(
    clearing: Clearing, payoffs: Mapping[int, Fraction], seller_payoff: Fraction, known: tuple[tuple[int, ...], ...] = ()
) -> Blocking | Unblocked | LimitReached:
    """The coalition that gains most over its payoffs, or a proof that none gains.

    `payoffs`: at least 0, by buyer's index.  One winner determination in which every buyer is charged his payoff.
    """
    found = clearing.worth(charges=payoffs, known=known)
    if found.value > seller_payoff:
        coalition = tuple(sorted({clearing.atoms[atom].owner for atom in found.uses} - {clearing.seller}))
        return Blocking(
            coalition=coalition,
            uses=found.uses,
            worth_at_least=clearing.total(found.uses),
            payoffs=seller_payoff + sum((payoffs[buyer] for buyer in coalition), Fraction(0)),
        )
    if found.exact:
        return Unblocked(bound=found.bound)
    return LimitReached()


def all_worths(clearing: Clearing) -> dict[frozenset[int], Fraction]:
    """The worth of every coalition of buyers (with the seller), the empty one included.

    Raises: `UsageError` U105 above `EXTREME_POINTS_UP_TO` buyers; U106 when a limit came first.
    Cost: 2^buyers winner determinations.
    """
    buyers = range(clearing.seller)
    if clearing.seller > EXTREME_POINTS_UP_TO:
        raise UsageError("U105", "worths of all coalitions", f"{clearing.seller} buyers", f"up to {EXTREME_POINTS_UP_TO}", "ask for fewer buyers")
    worths = {}
    for size in range(clearing.seller + 1):
        for coalition in combinations(buyers, size):
            found = clearing.worth(without=set(buyers) - set(coalition))
            if not found.exact:
                raise UsageError("U106", "worths of all coalitions", "a limit came first", "more time", "raise the limit")
            worths[frozenset(coalition)] = found.value
    return worths


def core_extreme_points(clearing: Clearing) -> tuple[tuple[Fraction, ...], ...]:
    """The extreme points of the core as buyers' payoffs in market order, sorted; the seller has the rest of the worth of all.

    *Meaning.* The core is {u >= 0 : u(C) <= worth(all) - worth(all without C) for every set C of buyers} (spec gamma 5).

    Raises: as `all_worths`.
    Cost: 2^buyers worths, then a walk along the edges of a polytope of that many constraints.
    """
    return _vertices(clearing.seller, _core_limits(clearing))


def _core_limits(clearing: Clearing) -> dict[frozenset[int], Fraction]:
    """What each set of buyers can have together: worth(all) - worth(all without them)."""
    worths = all_worths(clearing)
    everyone = frozenset(range(clearing.seller))
    return {coalition: worths[everyone] - worths[everyone - coalition] for coalition in worths if coalition}


def pareto_points(clearing: Clearing) -> tuple[tuple[Fraction, ...], ...]:
    """The extreme points of the core at which no buyer can gain within the core unless another loses, sorted.

    *Meaning.* Every buyer belongs to some set C of buyers with u(C) = worth(all) - worth(all without C) (spec gamma 5).

    Raises, cost: as `core_extreme_points`.
    """
    everyone, limit = frozenset(range(clearing.seller)), _core_limits(clearing)
    found = []
    for point in _vertices(clearing.seller, limit):
        tight = [coalition for coalition in limit if sum((point[buyer] for buyer in coalition), Fraction(0)) == limit[coalition]]
        if everyone == frozenset().union(*tight):
            found.append(point)
    return tuple(found)


def greedy_pareto_point(clearing: Clearing, best: Worth) -> tuple[Fraction, ...] | LimitReached:
    """A buyer-Pareto-optimal core point: one buyer after the other, in market order, gets as much as the core allows; `best`: the worth of all.

    Cost: one winner determination for each winner of `best` (others get 0, because the allocation does without them).
    """
    payoffs = dict.fromkeys(range(clearing.seller), Fraction(0))
    seller = best.value
    for buyer in clearing.winners(best.uses):
        without = clearing.worth(without={buyer}, charges=payoffs, known=(best.uses,))
        if not without.exact:
            return LimitReached()
        payoffs[buyer] = seller - without.value
        seller -= payoffs[buyer]
    return tuple(payoffs.values())


def _vertices(dimension: int, limit: Mapping[frozenset[int], Fraction]) -> tuple[tuple[Fraction, ...], ...]:
    """The vertices of {u >= 0, u(C) <= limit(C)} by the double description method: cut a box with one constraint after the other."""
    coalitions = sorted(limit, key=lambda coalition: (len(coalition), sorted(coalition)))
    singles = [limit[frozenset({buyer})] for buyer in range(dimension)]
    points: set[tuple[Fraction, ...]] = {()}
    for high in singles:
        points = {(*point, end) for point in points for end in (Fraction(0), high)}
    done = coalitions[:dimension]
    for cut in coalitions[dimension:]:
        slack = {point: limit[cut] - sum((point[buyer] for buyer in cut), Fraction(0)) for point in points}
        outside = [point for point in points if slack[point] < 0]
        inside = [point for point in points if slack[point] >= 0]
        tight = {point: _tight(point, done, limit) for point in points}
        crossings = set()
        for out in outside:
            for kept in inside:
                if slack[kept] == 0:
                    continue
                common = tight[out] & tight[kept]
                if any(common <= tight[other] for other in points if other not in (out, kept)):
                    continue
                share = slack[kept] / (slack[kept] - slack[out])
                crossings.add(_between(kept, out, share))
        points = {*inside, *crossings}
        done.append(cut)
    return tuple(sorted(points))


def _between(first: tuple[Fraction, ...], second: tuple[Fraction, ...], share: Fraction) -> tuple[Fraction, ...]:
    return tuple(start + share * (end - start) for start, end in zip(first, second, strict=True))


def _tight(point: tuple[Fraction, ...], coalitions: list[frozenset[int]], limit: Mapping[frozenset[int], Fraction]) -> frozenset[object]:
    zero: set[object] = {buyer for buyer, payoff in enumerate(point) if payoff == 0}
    zero.update(coalition for coalition in coalitions if sum((point[buyer] for buyer in coalition), Fraction(0)) == limit[coalition])
    return frozenset(zero)
