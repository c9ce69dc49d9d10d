"""The conditions of Theorem 1 about packages, each with a witness where it fails, and what follows from them.

*Meaning.* Packages are the columns of T, W is its inverse, with one row for each package.  *Substitutes*: no off-diagonal entry of `W S_i^-1 W'` is above 0.
*Non-negative allocations*: no entry of `W q_i(Z, Q)` is below 0.  *Non-negative prices*: no entry of `T' p(Z, Q)` is.  The first two put Vickrey payoffs in the
bidder-core for every set of participants, all three in the core.

*Source.* `docs/formats/reallocative.md` (Packages); paper 001, Theorem 1; spec reallocative 6.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

from marketwright.answers.answer import Finding
from marketwright.errors import UsageError
from marketwright.markets.divisible import Matrix, Vector
from marketwright.reallocative.listed import is_listed
from marketwright.reallocative.setting import Setting, first_listed
from marketwright.solvers.surplus.all_sets import AllSets, Form
from marketwright.solvers.surplus.limit import Stopped, never
from marketwright.solvers.surplus.matrices import apply, dot, inverse, transpose

ALL_ALLOCATIONS = "allocations of all sets of bidders"
"""What only listed markets have, as errors name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSubstitutes:
    """Two packages, k < l, that are complements to a bidder: an entry of `W S_i^-1 W'` above 0."""

    bidder: int
    packages: tuple[int, int]
    value: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class NegativeAllocation:
    """A set that gives one of its bidders a quantity of a package below 0."""

    coalition: tuple[int, ...]
    bidder: int
    package: int
    value: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class NegativePrice:
    """A set at whose price a package costs less than 0."""

    coalition: tuple[int, ...]
    package: int
    value: Fraction


def refuse_unlisted(here: Setting) -> None:
    """Nothing, if all sets of the market's bidders can be looked at.

    Raises: `UsageError` U105.
    """
    bidders, goods = len(here.everybody), len(here.quantity)
    if not is_listed(bidders, goods):
        of = f"{goods} good{'' if goods == 1 else 's'}"
        given, allowed = f"{bidders} bidders and {of}", f"up to {len(first_listed(here))} bidders with {of}"
        raise UsageError("U105", ALL_ALLOCATIONS, given, allowed, "take a part of the market")


def all_sets(here: Setting, quantity: Vector | None = None, direction: Vector | None = None, *, stopped: Stopped = never) -> AllSets:
    """The prices of all sets of the market's bidders, at its quantity unless another is given.

    Raises: `UsageError` U105 (a market that is not listed); `LimitCame`.
    """
    refuse_unlisted(here)
    return AllSets(here.utilities, here.quantity if quantity is None else quantity, direction, stopped=stopped)


def members(coalition: int) -> tuple[int, ...]:
    """The bidders of a set given as a bit mask."""
    return tuple(bidder for bidder in range(coalition.bit_length()) if coalition >> bidder & 1)


def not_substitutes(here: Setting, weights: Matrix) -> NotSubstitutes | None:
    """The first bidder to whom two packages are complements; `weights`: the rows of W, or multiples of them above 0."""
    known = set()
    for bidder in here.everybody:
        if here.utilities[bidder].matrix in known:
            continue
        known.add(here.utilities[bidder].matrix)
        demands = [apply(here.surplus.inverse(bidder), row) for row in weights]
        for one, other in combinations(range(len(weights)), 2):
            if (value := dot(weights[one], demands[other])) > 0:
                return NotSubstitutes(bidder=bidder, packages=(one, other), value=value)
    return None


def negative_allocation(here: Setting, sets: AllSets, weights: Matrix) -> NegativeAllocation | None:
    """The first set, bidder and package for which condition 2 fails; the sets are at the market's quantity."""
    found: tuple[int, int, int] | None = None
    for bidder in here.everybody:
        for package, row in enumerate(weights):
            values = sets.values(sets.holding(bidder, row))
            rank = next((rank for rank, coalition in enumerate(sets.in_order) if coalition >> bidder & 1 and values[coalition] < 0), None)
            if rank is not None and (found is None or (rank, bidder, package) < found):
                found = rank, bidder, package
    if found is None:
        return None
    rank, bidder, package = found
    coalition = members(sets.in_order[rank])
    bundle = here.surplus.allocation(coalition, here.quantity)[coalition.index(bidder)]
    return NegativeAllocation(coalition=coalition, bidder=bidder, package=package, value=dot(weights[package], bundle))


def negative_price(here: Setting, sets: AllSets, packages: Sequence[Vector]) -> NegativePrice | None:
    """The first set and package for which condition 3 fails; the sets are at the market's quantity."""
    found: tuple[int, int] | None = None
    for number, package in enumerate(packages):
        values = sets.values(Form(constant=Fraction(0), coefficients=package))
        rank = next((rank for rank, coalition in enumerate(sets.in_order) if values[coalition] < 0), None)
        if rank is not None and (found is None or (rank, number) < found):
            found = rank, number
    if found is None:
        return None
    coalition = members(sets.in_order[found[0]])
    price = here.surplus.price(coalition, here.quantity)
    return NegativePrice(coalition=coalition, package=found[1], value=dot(packages[found[1]], price))


def weights_of(packages: Sequence[Vector]) -> Matrix:
    """W: the inverse of the matrix whose columns are the packages."""
    return inverse(transpose(tuple(packages)))


def stated_packages(here: Setting, documents: Sequence[dict[str, Any]]) -> tuple[Vector, ...]:
    """The packages of an input in canonical form."""
    return tuple(here.vector(document) for document in documents)


def named_packages(here: Setting, packages: Sequence[Vector]) -> dict[str, Any]:
    """The packages, and the quantities of them that make up the market's, as answers state them."""
    return {"packages": [here.bundle(package) for package in packages], "package_quantities": apply(weights_of(packages), here.quantity)}


def substitutes_finding(here: Setting, weights: Matrix) -> Finding:
    """The finding about condition 1."""
    found = not_substitutes(here, weights)
    if found is None:
        return Finding(claim="substitutes", holds=True, grade="proved")
    witness = {"bidder": here.market.bidders[found.bidder].name, "packages": found.packages, "value": found.value}
    return Finding(claim="substitutes", holds=False, grade="proved", details={"witness": witness})


def package_findings(here: Setting, sets: AllSets, packages: Sequence[Vector]) -> tuple[Finding, ...]:
    """The findings of a packages part: the three conditions, and what they certify."""
    weights = weights_of(packages)
    substitutes = substitutes_finding(here, weights)
    allocation, price = negative_allocation(here, sets, weights), negative_price(here, sets, packages)
    counted = {"coalitions": len(sets.in_order)}
    bidder_core = bool(substitutes.holds) and allocation is None
    return (
        substitutes,
        _enumerated("nonnegative-allocations", counted) if allocation is None else _failing_allocation(here, allocation),
        _enumerated("nonnegative-prices", counted) if price is None else _failing_price(here, price),
        _certified("bidder-core-always", certified=bidder_core),
        _certified("core-always", certified=bidder_core and price is None),
    )


def _enumerated(claim: str, counted: dict[str, int]) -> Finding:
    return Finding(claim=claim, holds=True, grade="enumerated", details=counted)


def _failing_allocation(here: Setting, found: NegativeAllocation) -> Finding:
    bidder = here.market.bidders[found.bidder].name
    witness = {"coalition": here.names(found.coalition), "bidder": bidder, "package": found.package, "value": found.value}
    return Finding(claim="nonnegative-allocations", holds=False, grade="proved", details={"witness": witness})


def _failing_price(here: Setting, found: NegativePrice) -> Finding:
    witness = {"coalition": here.names(found.coalition), "package": found.package, "value": found.value}
    return Finding(claim="nonnegative-prices", holds=False, grade="proved", details={"witness": witness})


def _certified(claim: str, *, certified: bool) -> Finding:
    return Finding(claim=claim, holds=True, grade="enumerated") if certified else Finding(claim=claim, holds=None, grade="unproven")
