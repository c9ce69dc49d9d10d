"""Packages that satisfy conditions 1 and 2 of Theorem 1 at the market's quantity, or a proof that there are none.

*Meaning.* The rows of W, the inverse of the matrix whose columns are packages, are at least 0 on all allocations q_i(Z, Q) and pairwise at most 0 in the inner
products of all S_i^-1.  Rows may be multiplied by any number above 0.

*Method* (spec reallocative 6).  Where allocations are dependent, with multipliers above 0, there are no packages but such that give everybody nothing.
Otherwise these are tried: the goods; rational common eigenvectors, whose products are 0; the extreme rays of the cone of allocations, if it has as many
as there are goods; eigenvectors in floats, rounded, from each of which a little of the others is taken away, which makes products negative.  With
one or two goods this is complete: rows of W lie in the cone that those for the extreme rays span, and have greater products.

*Source.* `docs/formats/reallocative.md`; paper 001, Theorems 1 and 2.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from math import gcd
from typing import Literal, NamedTuple

from marketwright.markets.divisible import Matrix, Vector
from marketwright.reallocative.hypotheses import commuting
from marketwright.reallocative.package_conditions import members, not_substitutes
from marketwright.reallocative.setting import Setting
from marketwright.solvers.surplus.all_sets import AllSets
from marketwright.solvers.surplus.commuting import InvariantPart, all_commute, invariant_parts, orthogonal_basis, primitive
from marketwright.solvers.surplus.cone import Cone, Dependence
from marketwright.solvers.surplus.joint import mean_eigenvectors, nearly_common_eigenvectors
from marketwright.solvers.surplus.matrices import determinant, dot, inverse, transpose

Method = Literal["stated", "goods", "common-eigenvectors", "extreme-rays", "tilted"]

_Block = tuple[Vector, ...]
"""Rows of integers that are tilted together."""

_ROUNDINGS = (6, 12, 20, 32)
"""Binary digits to which eigenvectors are rounded, one after the other: short packages first."""
_TILTS = 16
"""How many tilts are tried, each half the one before."""


class Allocation(NamedTuple):
    """What the bidder gets in the efficient allocation of a set of bidders, which is given as a bit mask."""

    coalition: int
    bidder: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Packages:
    """Packages that satisfy conditions 1 and 2, and how they came about."""

    method: Method
    packages: tuple[Vector, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DependentAllocations:
    """No packages exist: allocations, none of them zero, that add up to zero with multipliers above 0."""

    allocations: tuple[Allocation, ...]
    multipliers: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Complements:
    """No packages of two goods exist: the rows at right angles to these two allocations have a product above 0 for the bidder."""

    allocations: tuple[Allocation, Allocation]
    bidder: int


@dataclass(frozen=True, slots=True)
class NotFound:
    """No packages were found, and no proof that there are none."""


def packages_found(here: Setting, sets: AllSets) -> Packages | DependentAllocations | Complements | NotFound:
    """Packages for all bidders of the market, or why there are none.

    Raises: `LimitCame`.

    Cost: all sets of bidders, each bidder's bundle in each, and a few passes through the directions of these.
    """
    directions, origins = _directions(sets)
    cone = Cone(directions, sets.goods, stopped=sets.stopped)
    functional = cone.functional()
    if isinstance(functional, Dependence):
        return _dependent(here, origins, functional)
    found = _of_goods(here, cone) or _of_common_eigenvectors(here, cone)
    if found is not None:
        return found
    rays = cone.extreme_rays(functional)
    if rays is not None and len(rays) == sets.goods:
        packages = tuple(tuple(map(Fraction, cone.vectors[ray])) for ray in rays)
        weights = inverse(transpose(packages))
        violation = not_substitutes(here, weights)
        if violation is None:
            return Packages(method="extreme-rays", packages=packages)
        if sets.goods == 2:
            first, second = rays
            return Complements(allocations=(origins[first], origins[second]), bidder=violation.bidder)
    if sets.goods == 2 and rays is not None:
        return _around_a_ray(here, cone)
    return _tilted(here, cone) or NotFound()


def common_eigenvectors(matrices: Sequence[Matrix], quantity: Vector) -> tuple[Vector, ...] | None:
    """An orthogonal basis of rational common eigenvectors, primitive, those that the quantity contains first; None if there is none.

    The quantity contains at least 0 of each.
    """
    if not all_commute(matrices):
        return None
    parts = invariant_parts(matrices)
    if not all(part.is_eigenspace for part in parts):
        return None
    return _eigenvectors_of(parts, quantity)


def _eigenvectors_of(parts: Iterable[InvariantPart], quantity: Vector) -> tuple[Vector, ...]:
    found = [oriented(vector, quantity) for part in parts for vector in orthogonal_basis(part.basis, quantity)]
    return tuple(sorted(found, key=lambda vector: (dot(vector, quantity) == 0, [-entry for entry in vector])))


def oriented(vector: Vector, quantity: Vector) -> Vector:
    """The vector or its opposite: the one with a positive product with the quantity, or else with a first entry above 0."""
    leading = dot(vector, quantity) or next(entry for entry in vector if entry)
    return vector if leading > 0 else tuple(-entry for entry in vector)


def _directions(sets: AllSets) -> tuple[tuple[tuple[int, ...], ...], tuple[Allocation, ...]]:
    """The directions of all allocations that are not zero, and of each the first allocation that points there."""
    found: dict[tuple[int, ...], tuple[int, int]] = {}
    for bidder in range(sets.size):
        bundles = sets.bundles(bidder)
        for rank, coalition in enumerate(sets.in_order):
            if coalition >> bidder & 1 and any(bundles[coalition]):
                direction = _primitive(bundles[coalition])
                origin = rank, bidder
                if found.setdefault(direction, origin) > origin:
                    found[direction] = origin
    directions = tuple(sorted(found, key=found.__getitem__))
    return directions, tuple(Allocation(sets.in_order[rank], bidder) for rank, bidder in map(found.__getitem__, directions))


def _primitive(vector: tuple[int, ...]) -> tuple[int, ...]:
    divisor = gcd(*vector)
    return tuple(entry // divisor for entry in vector)


def _dependent(here: Setting, origins: Sequence[Allocation], found: Dependence) -> DependentAllocations:
    """The multipliers of directions as multipliers of allocations, made small integers."""
    shares = []
    for number, share in found.multipliers.items():
        origin = origins[number]
        coalition = members(origin.coalition)
        bundle = here.surplus.allocation(coalition, here.quantity)[coalition.index(origin.bidder)]
        place = next(place for place, entry in enumerate(bundle) if entry)
        shares.append((number, share * primitive(bundle)[place] / bundle[place]))
    shares.sort()
    return DependentAllocations(
        allocations=tuple(origins[number] for number, _ in shares),
        multipliers=primitive(tuple(share for _, share in shares)),
    )


def _of_goods(here: Setting, cone: Cone) -> Packages | None:
    """The goods, each with a sign."""
    rows = _signed(cone, _unit_rows(cone.size))
    if rows is None or not_substitutes(here, rows) is not None:
        return None
    return Packages(method="goods", packages=rows)


def _of_common_eigenvectors(here: Setting, cone: Cone) -> Packages | None:
    vectors = common_eigenvectors([utility.matrix for utility in here.utilities], here.quantity)
    rows = None if vectors is None else _signed(cone, vectors)
    return None if rows is None else Packages(method="common-eigenvectors", packages=rows)


def _around_a_ray(here: Setting, cone: Cone) -> Packages:
    """Two rows on both sides of the line at right angles to the only direction c of allocations, so near to it that their products are negative."""
    ray = tuple(map(Fraction, cone.vectors[0] if cone.vectors else (1, 0)))
    across = (-ray[1], ray[0])
    share = Fraction(1)
    while True:
        weights = tuple(tuple(sign * one + share * other for one, other in zip(across, ray, strict=True)) for sign in (1, -1))
        if not_substitutes(here, weights) is None:
            return Packages(method="tilted", packages=_columns(weights))
        share /= 2


def _tilted(here: Setting, cone: Cone) -> Packages | None:
    """Packages from rounded eigenvectors."""
    for blocks in _rounded(here, cone.size):
        signed = [rows for block in blocks if (rows := _signed(cone, block)) is not None]
        if len(signed) < len(blocks) or not determinant(tuple(chain(*signed))):
            continue
        limit = min(_largest_tilt(cone, block) for block in signed)
        for tilt in _tilts(limit):
            weights = tuple(chain(*(_with_tilt(block, tilt) for block in signed)))
            if not_substitutes(here, weights) is None:
                return Packages(method="tilted", packages=_columns(weights))
    return None


def _rounded(here: Setting, size: int) -> Iterator[tuple[_Block, ...]]:
    """Bases of rows to be tilted, shorter ones first.

    Where matrices commute an invariant part without rational eigenvectors is a block of its own, and the products of different blocks are 0.
    """
    matrices = tuple(dict.fromkeys(utility.matrix for utility in here.utilities))
    if commuting(here):
        fixed: list[_Block] = []
        floating: list[tuple[tuple[Vector, ...], Matrix]] = []
        for part in invariant_parts(matrices):
            basis = orthogonal_basis(part.basis, here.quantity)
            if part.is_eigenspace:
                fixed += [(vector,) for vector in basis]
            else:
                floating.append((basis, nearly_common_eigenvectors(matrices, basis)))
        for digits in _ROUNDINGS:
            yield (*fixed, *(_whole_rows(basis, shares, digits) for basis, shares in floating))
    units = _unit_rows(size)
    for vectors in (nearly_common_eigenvectors(matrices, units), mean_eigenvectors(matrices, units)):
        for digits in _ROUNDINGS:
            yield (_whole_rows(units, vectors, digits),)


def _whole_rows(basis: Sequence[Vector], shares: Matrix, digits: int) -> tuple[Vector, ...]:
    """The vectors with these coordinates in the basis, times a power of two, with coordinates rounded to integers."""
    whole = [[Fraction(round(entry * 2**digits)) for entry in row] for row in shares]
    columns = transpose(tuple(basis))
    return tuple(tuple(dot(tuple(row), column) for column in columns) for row in whole)


def _signed(cone: Cone, rows: Iterable[Vector]) -> tuple[Vector, ...] | None:
    """Each row or its opposite: the one that is at least 0 on all vectors; None if there is none for some row."""
    found = []
    for row in rows:
        products = cone.products(row)
        least, greatest = min(products, default=0), max(products, default=0)
        if least < 0 < greatest:
            return None
        sign = 1 if greatest > 0 else -1 if least < 0 else 1 if next(filter(None, row), 1) > 0 else -1
        found.append(tuple(sign * entry for entry in row))
    return tuple(found)


def _largest_tilt(cone: Cone, rows: Sequence[Vector]) -> Fraction:
    """How much of the other rows can be taken away from each so that all stay at least 0 on all vectors, and independent.

    The rows are integers, so that their products have one scale; d independent rows stay so below 1 / (d - 1).
    """
    above, below = 1, 2 * len(rows)
    products = [cone.products(row) for row in rows]
    for values in zip(*products, strict=True):
        total = sum(values)
        for value in values:
            if value * below < above * (total - value):
                above, below = value, total - value
    return Fraction(above, below)


def _tilts(limit: Fraction) -> Iterator[Fraction]:
    """Nothing, and powers of 1/2 that are at most the limit, the larger ones first."""
    yield Fraction(0)
    tilt = Fraction(1, 2)
    while limit > 0 and tilt > limit:
        tilt /= 2
    for _ in range(_TILTS if limit > 0 else 0):
        yield tilt
        tilt /= 2


def _with_tilt(rows: Sequence[Vector], tilt: Fraction) -> tuple[Vector, ...]:
    """Each row less a part of the sum of the others."""
    totals = [sum(column, Fraction(0)) for column in zip(*rows, strict=True)]
    return tuple(tuple(entry - tilt * (total - entry) for entry, total in zip(row, totals, strict=True)) for row in rows)


def _columns(weights: Matrix) -> tuple[Vector, ...]:
    """The packages that have these weights, each times a number above 0: primitive."""
    return tuple(primitive(column) for column in transpose(inverse(weights)))


def _unit_rows(size: int) -> tuple[Vector, ...]:
    return tuple(tuple(Fraction(row == column) for column in range(size)) for row in range(size))
