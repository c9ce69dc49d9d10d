"""Minimal balanced collections: the ways to spread every player's whole time over coalitions, none of which is a mixture of others.

*Meaning.* A collection of coalitions is balanced if weights above 0 exist that add up to 1 over the coalitions of every player, and minimal if no
collection of fewer of its coalitions is balanced; then the weights are unique.  These are the vertices of all such weights.

*Source.* paper 004, section 2; spec bayesian 2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import gcd

MOST_PLAYERS = 5

_Ray = tuple[int, ...]
"""A weight for each coalition, in order: integers without a common factor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancedCollection:
    """Coalitions (the players' places, in order), and the weight of each; the weights of the coalitions of every player add up to 1."""

    coalitions: tuple[tuple[int, ...], ...]
    weights: tuple[Fraction, ...]


def coalitions_in_order(count: int) -> tuple[tuple[int, ...], ...]:
    """All non-empty sets of the players 0, 1, ...: smaller ones first, and of the same size those that are first lexicographically.

    Example:
    >>> coalitions_in_order(2)
    ((0,), (1,), (0, 1))
    """
    return tuple(members for size in range(1, count + 1) for members in combinations(range(count), size))


@cache
def minimal_balanced_collections(count: int) -> tuple[BalancedCollection, ...]:
    """All minimal balanced collections of `count` players: fewer coalitions first, and of the same number by their coalitions in order.

    Meaning: the extreme rays of the cone of weights whose totals are equal for all players, found by adding one player's equation after the other.

    Raises: `ValueError` for more than `MOST_PLAYERS`, where there are hundreds of thousands.

    Cost: 1, 2, 6, 42, 1292 collections for 1 to 5 players; a second for 5, once.

    Example:
    >>> [found.coalitions for found in minimal_balanced_collections(2)]
    [((0, 1),), ((0,), (1,))]
    """
    if not 1 <= count <= MOST_PLAYERS:
        raise ValueError(f"minimal balanced collections are listed for 1 to {MOST_PLAYERS} players")
    coalitions = coalitions_in_order(count)
    rays: list[_Ray] = [tuple(int(place == own) for place in range(len(coalitions))) for own in range(len(coalitions))]
    for player in range(1, count):
        excess = [(player in members) - (0 in members) for members in coalitions]
        rays = _rays_in_plane(rays, excess, player + 1)
    found = []
    for ray in rays:
        used = [place for place, weight in enumerate(ray) if weight]
        total = sum(ray[place] for place in used if 0 in coalitions[place])
        found.append((len(used), used, tuple(Fraction(ray[place], total) for place in used)))
    return tuple(BalancedCollection(coalitions=tuple(coalitions[place] for place in used), weights=weights) for _, used, weights in sorted(found))


def _rays_in_plane(rays: Sequence[_Ray], normal: Sequence[int], most: int) -> list[_Ray]:
    """The extreme rays of a cone's part in which `normal` is 0, given the extreme rays of the cone; `most` is a bound on the sizes of their supports.

    Meaning: a step of the double description method.  Those rays that are in the plane stay; of a ray above and one below it the mixture in the plane is
    extreme if no other found has its support inside that of the mixture.
    """
    above: list[tuple[int, _Ray, int]] = []
    below: list[tuple[int, _Ray, int]] = []
    candidates: dict[int, tuple[_Ray, int, _Ray, int]] = {}
    for ray in rays:
        height = sum(a * b for a, b in zip(ray, normal, strict=True))
        support = sum(1 << place for place, weight in enumerate(ray) if weight)
        if not height:
            candidates[support] = ray, 1, ray, 0
        else:
            (above if height > 0 else below).append((support, ray, abs(height)))
    for support, ray, height in above:
        for other_support, other, depth in below:
            union = support | other_support
            if union.bit_count() <= most:
                candidates.setdefault(union, (ray, depth, other, height))
    minimal: list[int] = []
    for support in sorted(candidates, key=int.bit_count):
        if all(kept & support != kept for kept in minimal):
            minimal.append(support)
    return [_mixture(*candidates[support]) for support in minimal]


def _mixture(ray: _Ray, share: int, other: _Ray, other_share: int) -> _Ray:
    mixed = [share * a + other_share * b for a, b in zip(ray, other, strict=True)]
    common = gcd(*mixed)
    return tuple(weight // common for weight in mixed)
